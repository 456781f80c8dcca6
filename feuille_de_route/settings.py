"""One settings file. Every value that differs between machines comes from the environment.

Defaults are those of production, except the database (SQLite) and the broker (files), so that
the product starts on a bare machine. `manage.py demarrer` sets the variables of a local start.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured

from socle.conservation import DUREES

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
TESTING = env.bool("TESTING", default=False)
# Demonstration: personas one click away. Never on a machine that holds real data.
DEMO = env.bool("DEMO", default=False)
# Local start over plain HTTP on this machine; cookies then travel without TLS.
LOCAL = env.bool("LOCAL", default=False)

VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))

SECRET_KEY = env("SECRET_KEY", default="")
if not SECRET_KEY:
    secret_file = VAR_DIR / "cle-secrete"
    if not secret_file.exists():
        raise ImproperlyConfigured(
            "SECRET_KEY manque. Donnez-la par l'environnement, ou démarrez avec « manage.py demarrer »."
        )
    SECRET_KEY = secret_file.read_text().strip()

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# Where the product is, for messages sent without a request.
SITE_URL = env(
    "SITE_URL", default="http://127.0.0.1:8000" if LOCAL else f"https://{ALLOWED_HOSTS[0]}"
).rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "feuille_de_route",
    "publication",
    "seances",
    "engagements",
    "actions",
    "territoires",
    "organisations",
    "comptes",
    "socle",
    "allauth",
    "allauth.account",
    "guardian",
    "reversion",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "csp",
    "feuille_de_route.technique.TechniqueConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "feuille_de_route.urls"
ASGI_APPLICATION = "feuille_de_route.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "django.templatetags.static",
                "socle.templatetags.components",
                "socle.templatetags.francais",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "feuille_de_route.context.shell",
            ],
        },
    },
]

DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'feuille-de-route.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Measured: docs/adr/0002-sqlite.md. One web process, persistent connections, IMMEDIATE.
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}

# Sign-in ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "comptes.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "entrer"
LOGOUT_REDIRECT_URL = "accueil"
ANONYMOUS_USER_NAME = None  # guardian: no row for strangers
GUARDIAN_MONKEY_PATCH_USER = False
ACCOUNT_ADAPTER = "comptes.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]  # no password field anywhere; signup itself has no address
ACCOUNT_EMAIL_VERIFICATION = "none"  # a code sent to the address proves it
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
# Guessing: at most 4 codes of 3 attempts a quarter of an hour, 48 in a million an hour. The limit
# of a network is wide, for a whole room may sign in behind one address.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "request_login_code": "4/15m/key"}

# E-mail ----------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)  # seconds: a person waits for a sign-in code
EMAIL_FILE_PATH = env("EMAIL_FILE_PATH", default=str(VAR_DIR / "courriels"))
# A demonstration without mail server: its messages, codes too, are read on the product.
BOITE_DEMO = DEMO and EMAIL_BACKEND.endswith("filebased.EmailBackend")  # noqa: F821 -- above
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Feuille de route <nepasrepondre@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# The public « Recherche d’entreprises » service helps to fill the sheet of an organisation. Off by
# default: set it to https://recherche-entreprises.api.gouv.fr/search to open it.
RECHERCHE_ENTREPRISES_URL = env("RECHERCHE_ENTREPRISES_URL", default="")

# Language and time -----------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# Files -----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "fichiers"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a full fiche has many lines
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A file sent is read in memory and never touches the disk on its way; one larger than this is not
# read at all, and its form asks for a smaller one. Letters are of 10 MB at most.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# Security --------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = not LOCAL
SECURE_HSTS_SECONDS = 0 if LOCAL else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "feuille_de_route.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # Figures reach the stylesheet as style="--v:54"; the server prints numbers only.
        "style-src-attr": [UNSAFE_INLINE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# Personal data ---------------------------------------------------------------------------------
#: Key of socle/conservation.py → days; 0 keeps for ever.
CONSERVATION = {duree.key: env.int(duree.variable, default=duree.days) for duree in DUREES}
# Whom to write to about one's data; without it, the page names the DPO of the intercommunality.
CONTACT_DPO = env("CONTACT_DPO", default="")

# Celery ----------------------------------------------------------------------------------------
# Embedded: a broker of files. Any lost message is sent again from the Job table (socle/jobs.py).
CELERY_BROKER_URL = env("BROKER_URL", default="filesystem://")
if CELERY_BROKER_URL == "filesystem://":
    broker_dir = VAR_DIR / "courtier"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(broker_dir / "messages"),
        "data_folder_out": str(broker_dir / "messages"),
        "control_folder": str(broker_dir / "controle"),
        "polling_interval": 0.25,
    }
CELERY_TIMEZONE = TIME_ZONE  # reminders leave on Monday morning, here
CELERY_TASK_ALWAYS_EAGER = TESTING
CELERY_TASK_EAGER_PROPAGATES = TESTING
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=15)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        # A broker of files has no host name, and says so at each connection.
        "kombu.connection": {"level": "ERROR"},
    },
}

from django.urls import path

from comptes import views

app_name = "comptes"

urlpatterns = [
    path("", views.compte, name="compte"),
    path("rappels/", views.rappels, name="rappels"),
    path("rappels/<str:token>/", views.desabonner, name="desabonner"),
    path("personnage/<int:pk>/", views.persona, name="persona"),
]

#: The only addresses of allauth we open, under the names it looks for. No password, no signup.
sign_in_patterns = [
    path("connexion/", views.ConnexionView.as_view(), name="account_login"),
    path("connexion/", views.ConnexionView.as_view(), name="account_request_login_code"),
    # allauth names the signup page in its message to an unknown address.
    path("connexion/", views.ConnexionView.as_view(), name="account_signup"),
    path("code/", views.CodeView.as_view(), name="account_confirm_login_code"),
    path("deconnexion/", views.deconnexion, name="account_logout"),
]

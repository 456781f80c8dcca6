import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Files judged by veraPDF: arguments are flavours (ua1, 3a), then files. Ends with 1 on a refusal. */
public class VeraCheck {
  public static void main(String[] arguments) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    boolean refused = false;
    for (String file : arguments) {
      if (!file.endsWith(".pdf")) continue;
      for (String flavour : arguments) {
        if (!flavour.endsWith(".pdf")) refused |= !judge(new File(file), PDFAFlavour.fromString(flavour));
      }
    }
    System.exit(refused ? 1 : 0);
  }

  private static boolean judge(File file, PDFAFlavour flavour) throws Exception {
    try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
        PDFAValidator validator =
            Foundries.defaultInstance().createValidator(flavour, 10000, false, false, false)) {
      ValidationResult result = validator.validate(parser);
      System.out.printf("%s %s: %s (%d checks)%n", file.getName(), flavour.getId(),
          result.isCompliant() ? "PASS" : "FAIL", result.getTotalAssertions());
      Map<String, String> failed = new LinkedHashMap<>();
      for (TestAssertion one : result.getTestAssertions()) {
        if (one.getStatus() == TestAssertion.Status.FAILED)
          failed.putIfAbsent(one.getRuleId().getClause(), one.getMessage());
      }
      failed.forEach((clause, words) -> System.out.printf("  %s: %s%n", clause, words));
      return result.isCompliant();
    }
  }
}

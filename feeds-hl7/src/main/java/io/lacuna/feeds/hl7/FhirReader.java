package io.lacuna.feeds.hl7;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.StrictErrorHandler;
import io.lacuna.app.ingest.FeedReader;
import io.lacuna.app.ingest.Refusal;
import io.lacuna.app.ingest.Refusal.Reason;
import io.lacuna.app.ingest.Submission;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;

/**
 * Reads FHIR R4 JSON: an Observation, a DiagnosticReport, or a Bundle of them, each a text of the
 * patient or an absence. Other resources of a Bundle are passed over. Thread-safe.
 */
public final class FhirReader implements FeedReader {
  static final String TYPE = "application/fhir+json";

  private final FhirContext context = FhirContext.forR4();

  @Override
  public Set<String> mediaTypes() {
    return Set.of(TYPE);
  }

  @Override
  public List<Submission> read(String mediaType, byte[] message, Said said) throws Refusal {
    IBaseResource resource = parse(message);
    List<Submission> results = new ArrayList<>();
    if (resource instanceof Bundle bundle) {
      for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
        result(entry.getResource(), said).ifPresent(results::add);
      }
    } else {
      result(resource, said).ifPresent(results::add);
    }
    return Results.checked(results);
  }

  private static Optional<Submission> result(IBaseResource resource, Said said) throws Refusal {
    if (resource instanceof Observation observation) {
      return FhirResult.of(observation, said);
    }
    return resource instanceof DiagnosticReport report
        ? FhirResult.of(report, said)
        : Optional.empty();
  }

  private IBaseResource parse(byte[] message) throws Refusal {
    try {
      String json = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message)).toString();
      return context
          .newJsonParser()
          .setParserErrorHandler(new StrictErrorHandler())
          .parseResource(json);
    } catch (CharacterCodingException | RuntimeException e) {
      // of broken resources the parser throws nearly anything; its messages may repeat the content
      throw new Refusal(
          Reason.MALFORMED, "no readable FHIR R4 JSON (" + e.getClass().getSimpleName() + ")");
    }
  }
}

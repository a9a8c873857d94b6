package io.lacuna.feeds.hl7;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.v25.group.ORU_R01_ORDER_OBSERVATION;
import ca.uhn.hl7v2.model.v25.group.ORU_R01_PATIENT_RESULT;
import ca.uhn.hl7v2.model.v25.message.ORU_R01;
import ca.uhn.hl7v2.model.v25.segment.MSH;
import ca.uhn.hl7v2.parser.CanonicalModelClassFactory;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import io.lacuna.app.ingest.FeedReader;
import io.lacuna.app.ingest.Refusal;
import io.lacuna.app.ingest.Refusal.Reason;
import io.lacuna.app.ingest.Submission;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads ORU^R01 of HL7 2.x: the text results of each order become one text of the patient, in the
 * order of their lines; an order without a text becomes an absence. Thread-safe.
 */
public final class Hl7Reader implements FeedReader {
  static final String TYPE = "application/hl7-v2";

  /** By MSH-18. */
  private static final Map<String, Charset> CHARSETS =
      Map.of(
          "", StandardCharsets.UTF_8,
          "ASCII", StandardCharsets.UTF_8,
          "UNICODE UTF-8", StandardCharsets.UTF_8,
          "8859/1", StandardCharsets.ISO_8859_1);

  private static final int MSH_18 = 17;

  private final HapiContext context;
  private final ZoneId zone;

  /** For times without an offset the process's own time zone holds. */
  public Hl7Reader() {
    this(ZoneId.systemDefault());
  }

  Hl7Reader(ZoneId zone) {
    this.zone = zone;
    this.context = new DefaultHapiContext(new CanonicalModelClassFactory("2.5"));
    context.setValidationContext(ValidationContextFactory.noValidation());
  }

  @Override
  public Set<String> mediaTypes() {
    return Set.of(TYPE);
  }

  @Override
  public List<Submission> read(String mediaType, byte[] message, Said said) throws Refusal {
    ORU_R01 oru = parse(text(message));
    List<Submission> results = new ArrayList<>();
    try {
      MSH header = oru.getMSH();
      for (ORU_R01_PATIENT_RESULT patient : oru.getPATIENT_RESULTAll()) {
        for (ORU_R01_ORDER_OBSERVATION order : patient.getORDER_OBSERVATIONAll()) {
          new Hl7Order(header, patient, order, zone).result(said).ifPresent(results::add);
        }
      }
    } catch (HL7Exception e) {
      throw new Refusal(Reason.MALFORMED, "the message does not have the parts of an ORU^R01");
    }
    return Results.checked(results);
  }

  private ORU_R01 parse(String text) throws Refusal {
    Message parsed;
    try {
      parsed = context.getPipeParser().parse(text);
    } catch (HL7Exception | RuntimeException e) {
      // of broken messages the parser throws nearly anything
      throw new Refusal(
          Reason.MALFORMED, "no readable HL7 v2 message (" + e.getClass().getSimpleName() + ")");
    }
    if (!(parsed instanceof ORU_R01 oru)) {
      throw new Refusal(
          Reason.WRONG_PAYLOAD, "the message is of another type", "MSH-9", List.of("ORU^R01"));
    }
    return oru;
  }

  /** Segments end with a carriage return, whatever a transport made of it. */
  private static String text(byte[] message) throws Refusal {
    String ascii = new String(message, StandardCharsets.ISO_8859_1);
    String[] header = ascii.split("[\r\n]", 2)[0].split("\\|", -1);
    String name = header.length > MSH_18 ? header[MSH_18].split("~", 2)[0].strip() : "";
    Charset charset = CHARSETS.get(name);
    if (charset == null) {
      List<String> allowed = CHARSETS.keySet().stream().filter(n -> !n.isEmpty()).sorted().toList();
      throw new Refusal(Reason.BAD_FIELD, "a character set not known", "MSH-18", allowed);
    }
    try {
      return charset
          .newDecoder()
          .decode(ByteBuffer.wrap(message))
          .toString()
          .replaceAll("\r?\n", "\r");
    } catch (CharacterCodingException e) {
      throw new Refusal(Reason.WRONG_PAYLOAD, "the message is not valid " + charset);
    }
  }
}

package io.lacuna.app.adapters;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lacuna.schema.CutOver;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;

/**
 * Lets only those adapters take over whose evaluation somebody signed: the cut-over carries a JSON
 * object with {@code "adapter_digest"} and {@code "passed": true}, and an Ed25519 signature over
 * its bytes. Immutable.
 */
public final class PromotionGate {
  static final String ALGORITHM = "Ed25519";
  private static final String DIGEST = "adapter_digest";
  private static final String PASSED = "passed";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final PublicKey key;

  public PromotionGate(PublicKey key) {
    this.key = key;
  }

  /**
   * @throws CutOverRefused if the cut-over lacks what the gate demands
   */
  public void check(CutOver cutOver) throws CutOverRefused {
    if (cutOver.getEvaluation() == null || cutOver.getSignature() == null) {
      throw new CutOverRefused(
          CutOverReason.EVALUATION_MISSING,
          "this pipeline demands a signed evaluation, and the cut-over has none");
    }
    if (!signed(cutOver.getEvaluation(), cutOver.getSignature())) {
      throw new CutOverRefused(
          CutOverReason.SIGNATURE_INVALID,
          "the evaluation was not signed with the key of adapters.gate.key, or changed since");
    }
    checkEvaluation(cutOver.getEvaluation(), cutOver.getAdapterDigest());
  }

  /** What an evaluation must say of an adapter, whoever signed it. */
  static void checkEvaluation(String evaluation, String digest) throws CutOverRefused {
    JsonNode result;
    try {
      result = JSON.readTree(evaluation);
    } catch (JsonProcessingException e) {
      throw new CutOverRefused(
          CutOverReason.EVALUATION_INVALID, "the evaluation is no JSON: " + e.getOriginalMessage());
    }
    JsonNode named = result.path(DIGEST);
    if (!named.isTextual() || !named.textValue().equals(digest)) {
      throw new CutOverRefused(
          CutOverReason.EVALUATION_INVALID,
          "the evaluation must have " + DIGEST + " " + digest + ", it has " + named);
    }
    JsonNode passed = result.path(PASSED);
    if (!passed.isBoolean() || !passed.booleanValue()) {
      throw new CutOverRefused(
          CutOverReason.EVALUATION_NOT_PASSED,
          "the evaluation must say " + PASSED + " true, it says " + passed);
    }
  }

  private boolean signed(String evaluation, ByteBuffer signature) {
    try {
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(key);
      verifier.update(evaluation.getBytes(StandardCharsets.UTF_8));
      byte[] bytes = new byte[signature.remaining()];
      signature.duplicate().get(bytes);
      return verifier.verify(bytes);
    } catch (GeneralSecurityException e) {
      // a signature of a wrong length is an exception, not false
      return false;
    }
  }
}

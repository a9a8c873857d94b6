package io.lacuna.wire;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidConfigurationException;

/** Sorts what the registry client throws: no answer, or an answer that says no. */
final class RegistryErrors {
  private static final int SUBJECT_NOT_FOUND = 40401;
  private static final int SCHEMA_NOT_FOUND = 40403;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private RegistryErrors() {}

  /** The exception to throw for a call to the registry that failed while doing {@code action}. */
  static KafkaException from(String action, Exception failure) {
    if (failure instanceof RestClientException answer && !isTransient(answer.getStatus())) {
      return new InvalidConfigurationException(
          "registry refuses to " + action + ": " + answer.getMessage() + keys(answer), answer);
    }
    return new RegistryUnavailableException(
        "registry gave no answer to " + action + ": " + failure.getMessage() + keys(failure),
        failure);
  }

  /** What to look at, where it can be told. */
  private static String keys(Exception failure) {
    if (failure instanceof SSLException) {
      return "; check schema.registry.ssl.*, and that the certificate is of that host and valid";
    }
    if (failure instanceof RestClientException answer) {
      boolean stranger = answer.getStatus() == UNAUTHORIZED || answer.getStatus() == FORBIDDEN;
      return stranger ? "; check basic.auth.* or bearer.auth.*" : "";
    }
    return "; check schema.registry.url";
  }

  /** Whether the answer to a question for an id is that there is none; the mock says "subject". */
  static boolean isUnknownId(RestClientException answer) {
    return answer.getErrorCode() == SCHEMA_NOT_FOUND || answer.getErrorCode() == SUBJECT_NOT_FOUND;
  }

  /**
   * Whether the registry did answer, with a schema the client cannot parse as Avro. The client says
   * so by a bare IOException with this text; a connection fault is always a subclass.
   */
  static boolean isNotAvro(IOException failure) {
    return failure.getClass() == IOException.class
        && String.valueOf(failure.getMessage()).startsWith("Invalid schema");
  }

  private static boolean isTransient(int status) {
    return status >= SERVER_ERROR || status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS;
  }
}

package io.lacuna.app.claim;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A request as it arrived, with what the AWS signature, version 4, is computed from. An independent
 * computation: it shares no code with the library that signs.
 */
record SignedRequest(String rawPath, Headers headers) {
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/s3/aws4_request, ?"
              + "SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})");
  private static final List<String> NEEDED = List.of("host", "x-amz-content-sha256", "x-amz-date");

  static SignedRequest of(HttpExchange exchange) {
    return new SignedRequest(exchange.getRequestURI().getRawPath(), exchange.getRequestHeaders());
  }

  boolean isSignedBy(String access, String secret, String region) {
    String given = headers.getFirst("Authorization");
    Matcher m = AUTHORIZATION.matcher(given == null ? "" : given);
    if (!m.matches() || !m.group(1).equals(access) || !m.group(3).equals(region)) {
      return false;
    }
    List<String> signed = Arrays.asList(m.group(4).split(";"));
    String date = headers.getFirst("x-amz-date");
    if (!signed.containsAll(NEEDED) || !date.startsWith(m.group(2))) {
      return false;
    }
    String request =
        String.join(
            "\n",
            "GET",
            rawPath,
            "",
            signed.stream()
                .map(h -> h + ":" + headers.getFirst(h).strip() + "\n")
                .collect(Collectors.joining()),
            m.group(4),
            headers.getFirst("x-amz-content-sha256"));
    String scope = m.group(2) + "/" + region + "/s3/aws4_request";
    String toSign = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + sha256(request);
    byte[] key = bytes("AWS4" + secret);
    for (String part : scope.split("/")) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, toSign)).equals(m.group(5));
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(text)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(bytes(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

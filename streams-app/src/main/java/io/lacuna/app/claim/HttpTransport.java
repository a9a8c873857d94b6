package io.lacuna.app.claim;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Gets bytes over HTTP. Follows no redirect, keeps no cookies, unpacks nothing, and knows neither
 * proxies nor credentials. What may pass is asked again a few times.
 */
final class HttpTransport implements AutoCloseable {
  private static final int RETRIES = 3;
  private static final TimeValue PAUSE = TimeValue.ofMilliseconds(200);

  private final CloseableHttpClient client;

  /**
   * What a server answered.
   *
   * @param location where it sends the caller, or null
   * @param body at most one byte more than asked for; empty unless the status is 200
   */
  record Answer(int status, String location, byte[] body) {}

  /** What is asked again: all but an address that is refused, and a certificate. */
  private static final class Retries extends DefaultHttpRequestRetryStrategy {
    Retries() {
      super(
          RETRIES,
          PAUSE,
          List.of(CheckedResolver.Refused.class, SSLException.class),
          List.of(429, 500, 502, 503, 504));
    }
  }

  /**
   * @throws IllegalArgumentException if the certificate authorities cannot be read
   */
  HttpTransport(ClaimPolicy policy, CheckedResolver.Lookup lookup) {
    Timeout timeout = Timeout.of(policy.timeout());
    client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(new CheckedResolver(lookup, new AddressRule(policy.networks())))
                    .setTlsSocketStrategy(new DefaultClientTlsStrategy(trust(policy.authorities())))
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(timeout)
                            .setSocketTimeout(timeout)
                            .build())
                    .build())
            .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(timeout).build())
            .setRetryStrategy(new Retries())
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .setUserAgent("lacuna")
            .build();
  }

  private static SSLContext trust(Path authorities) {
    if (authorities == null) {
      return SSLContexts.createDefault();
    }
    try (InputStream in = Files.newInputStream(authorities)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("ca" + trusted.size(), c);
      }
      if (trusted.size() == 0) {
        throw new IllegalArgumentException(
            "claim.tls.ca = " + authorities + " must hold at least one certificate (PEM)");
      }
      return SSLContexts.custom().loadTrustMaterial(trusted, null).build();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "claim.tls.ca = " + authorities + " must be a PEM file of certificates: " + e, e);
    }
  }

  /**
   * @param size bytes that are wanted; a longer body is cut after one more
   */
  Answer get(URI uri, Map<String, List<String>> headers, long size, TimeLimit.Running running)
      throws IOException {
    HttpGet request = running.of(new HttpGet(uri));
    headers.forEach((name, values) -> values.forEach(v -> request.addHeader(name, v)));
    return client.execute(
        request,
        response -> {
          Header location = response.getFirstHeader(HttpHeaders.LOCATION);
          byte[] body = new byte[0];
          if (response.getCode() == 200 && response.getEntity() != null) {
            body = response.getEntity().getContent().readNBytes(Math.toIntExact(size + 1));
          }
          // what is not wanted is not read, however long it is: the connection ends with it
          if (response.getCode() != 200 || body.length > size) {
            request.cancel();
          }
          return new Answer(
              response.getCode(), location == null ? null : location.getValue(), body);
        });
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }
}

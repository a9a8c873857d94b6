package io.lacuna.app.claim;

import io.lacuna.model.modality.PayloadException;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/** What an S3-compatible store holds in buckets that are allowed: {@code s3://bucket/key}. */
final class S3Claims implements ClaimStore {
  private final ClaimPolicy.S3 store;
  private final HttpTransport transport;
  private final TimeLimit limit;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

  S3Claims(ClaimPolicy.S3 store, HttpTransport transport, TimeLimit limit) {
    this.store = store;
    this.transport = transport;
    this.limit = limit;
  }

  @Override
  public byte[] read(URI uri, long size) throws PayloadException, InterruptedException {
    URI place = place(uri);
    Map<String, List<String>> headers = headers(place);
    return limit.run(
        running -> {
          HttpTransport.Answer answer = transport.get(place, headers, size, running);
          // a redirect, too: it would take the signature elsewhere
          if (answer.status() != 200) {
            throw Unreachable.because("claim.s3.endpoint answered " + answer.status());
          }
          return answer.body();
        });
  }

  private URI place(URI uri) throws PayloadException {
    String bucket = uri.getRawAuthority();
    if (bucket == null || !store.buckets().contains(bucket)) {
      throw Unreachable.because("the bucket is none of claim.s3.buckets");
    }
    String key = uri.getPath();
    boolean leads =
        Arrays.stream(key.split("/", -1)).anyMatch(part -> part.equals(".") || part.equals(".."));
    // a server that goes up would come to another bucket
    if (key.length() < 2 || leads || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw Unreachable.because("an s3: claim must be s3://bucket/key, with no . or .. in the key");
    }
    String endpoint = store.endpoint().toString().replaceAll("/+$", "");
    return URI.create(endpoint + "/" + bucket + SdkHttpUtils.urlEncodeIgnoreSlashes(key));
  }

  private Map<String, List<String>> headers(URI place) {
    if (store.credentials() == null) {
      return Map.of();
    }
    AwsCredentialsIdentity who =
        AwsCredentialsIdentity.create(
            store.credentials().accessKey(), store.credentials().secretKey());
    SdkHttpRequest request = SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(place).build();
    SdkHttpRequest signed =
        signer
            .sign(
                b ->
                    b.identity(who)
                        .request(request)
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, store.region())
                        // S3's own form of the rule: keys are signed as they are sent
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false))
            .request();
    Map<String, List<String>> headers = new HashMap<>(signed.headers());
    // the client writes it itself, in the same form
    headers.keySet().removeIf("host"::equalsIgnoreCase);
    return headers;
  }
}

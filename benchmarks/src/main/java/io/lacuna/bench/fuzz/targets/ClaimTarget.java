package io.lacuna.bench.fuzz.targets;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lacuna.app.TemporaryFolder;
import io.lacuna.app.batch.Payloads;
import io.lacuna.bench.fuzz.FuzzTarget;
import io.lacuna.bench.fuzz.mutate.Mutation;
import io.lacuna.bench.fuzz.mutate.Text;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * URIs of claim checks that say the right size and hash. Beside the folder of claims lies a file of
 * the same content: to be given that one is to have left the folder.
 */
public final class ClaimTarget implements FuzzTarget {
  /** Stands for the folder's URI, which is another one in every run. */
  private static final String FOLDER = "FOLDER";

  private static final byte[] CONTENT = "behind the claim".getBytes(UTF_8);

  private final TemporaryFolder folder;
  private final Path root;
  private final Path outside;
  private final String sha256;
  private final Payloads payloads;

  public ClaimTarget() throws IOException, NoSuchAlgorithmException {
    this.folder = TemporaryFolder.create("fuzz-claims");
    this.root = Files.createDirectories(folder.path().resolve("claims"));
    Files.write(root.resolve("a.txt"), CONTENT);
    Files.write(Files.createDirectories(root.resolve("sub")).resolve("ü b.txt"), CONTENT);
    this.outside = Files.write(folder.path().resolve("a.txt"), CONTENT);
    this.sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(CONTENT));
    this.payloads = new Payloads(Configs.with(Map.of("claim.root", root.toString())).payload());
  }

  @Override
  public String name() {
    return "claim";
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.of("FOLDER/a.txt", "FOLDER/sub/%C3%BC%20b.txt", "FOLDER/sub/../a.txt")
        .map(s -> s.getBytes(UTF_8))
        .toList();
  }

  @Override
  public List<Mutation> mutations() {
    return List.of(Text.WORD, Text.NUMBER);
  }

  @Override
  public List<byte[]> tokens() {
    return Stream.of(
            "..",
            "/../",
            "%2e%2e",
            "%2f",
            "%00",
            "%",
            "//",
            "file:",
            "file://localhost/",
            "FOLDER",
            "http://127.0.0.1/",
            "https://[::1]:80/",
            "http://0x7f.1/",
            "s3://b/k",
            "jar:",
            "?q",
            "#f",
            "@",
            "\\",
            "user:pass@",
            "/proc/self/environ",
            "[",
            ":",
            " ")
        .map(t -> t.getBytes(UTF_8))
        .toList();
  }

  @Override
  public long maxAllocation() {
    return 64L << 20;
  }

  @Override
  public String run(byte[] input) throws IOException {
    String uri = new String(input, UTF_8).replace(FOLDER, root.toUri().toString());
    Sample sample =
        Sample.newBuilder()
            .setSubject("p-1")
            .setModality(Modality.TEXT)
            .setEventTime(Instant.EPOCH)
            .setPayload(new ClaimCheck(uri, sha256, (long) CONTENT.length, "text/plain"))
            .build();
    try {
      Payload.Encoded payload = (Payload.Encoded) payloads.of(sample);
      if (!Arrays.equals(payload.bytes(), CONTENT) || leavesTheFolder(uri)) {
        throw new IllegalStateException("a claim outside the folder was redeemed");
      }
      return ACCEPTED;
    } catch (PayloadException e) {
      return e.reason().name();
    }
  }

  private boolean leavesTheFolder(String uri) throws IOException {
    return Files.isSameFile(Path.of(URI.create(uri)), outside);
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}

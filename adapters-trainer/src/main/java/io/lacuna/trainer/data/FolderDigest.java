package io.lacuna.trainer.data;

import io.lacuna.model.tensor.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/** SHA-256 over a data set: name, length and bytes of every file it uses, in name order. */
final class FolderDigest {
  private FolderDigest() {}

  static String of(Path folder, List<LabelledSubject> subjects) {
    Path root = folder.toAbsolutePath().normalize();
    TreeSet<Path> files = new TreeSet<>();
    files.add(root.resolve(DataSetFolder.DESCRIPTION));
    files.add(root.resolve(DataSetFolder.SAMPLES));
    for (LabelledSubject s : subjects) {
      for (PayloadSource p : s.payloads().values()) {
        if (p instanceof PayloadSource.InFile in) {
          files.add(in.file());
        } else if (p instanceof PayloadSource.FeatureRow row) {
          files.add(row.file().toAbsolutePath().normalize());
        }
      }
    }
    try {
      MessageDigest sha = Sha256.start();
      for (Path f : files) {
        String name = root.relativize(f).toString().replace('\\', '/');
        sha.update((name + '\n' + Files.size(f) + '\n').getBytes(StandardCharsets.UTF_8));
        try (InputStream bytes = new DigestInputStream(Files.newInputStream(f), sha)) {
          bytes.transferTo(OutputStream.nullOutputStream()); // features may be larger than the heap
        }
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (IOException e) {
      throw new DataSetException("cannot read the files of " + folder + ": " + e, e);
    }
  }
}

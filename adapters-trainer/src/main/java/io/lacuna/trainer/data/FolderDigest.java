package io.lacuna.trainer.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
        }
      }
    }
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (Path f : files) {
        byte[] bytes = Files.readAllBytes(f);
        String name = root.relativize(f).toString().replace('\\', '/');
        sha.update((name + '\n' + bytes.length + '\n').getBytes(StandardCharsets.UTF_8));
        sha.update(bytes);
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (IOException e) {
      throw new DataSetException("cannot read the files of " + folder + ": " + e, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

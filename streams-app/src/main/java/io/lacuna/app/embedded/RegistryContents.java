package io.lacuna.app.embedded;

import io.confluent.kafka.schemaregistry.CompatibilityChecker;
import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Subjects, versions, ids and compatibility levels, with the registry's rules. One id per schema
 * text, shared by the subjects that hold it. The compatibility check is the client library's own.
 * Thread-safe; every change is on disk before a call returns.
 */
final class RegistryContents implements AutoCloseable {
  private static final CompatibilityLevel DEFAULT_LEVEL = CompatibilityLevel.BACKWARD;
  private static final String LATEST = "latest";

  private final Map<String, Integer> idByText = new LinkedHashMap<>();
  private final Map<Integer, AvroSchema> schemaById = new HashMap<>();
  private final Map<String, List<Integer>> idsBySubject = new TreeMap<>();
  private final Map<String, CompatibilityLevel> levelBySubject = new HashMap<>();
  private CompatibilityLevel levelOfAll = DEFAULT_LEVEL;
  private final RegistryJournal journal;

  RegistryContents(Path file) throws IOException {
    this.journal = RegistryJournal.open(file, this::apply);
  }

  /** The id of the schema under the subject, which gets it as its next version when it is new. */
  synchronized int register(String subject, AvroSchema schema) {
    List<Integer> versions = idsBySubject.getOrDefault(subject, List.of());
    Integer known = idByText.get(schema.canonicalString());
    if (known != null && versions.contains(known)) {
      return known;
    }
    List<String> problems = incompatibilities(subject, schema, schemas(versions));
    if (!problems.isEmpty()) {
      throw RegistryRefusal.incompatible(subject, String.join("; ", problems));
    }
    int id = known != null ? known : idByText.size() + 1;
    record(RegistryJournal.Line.schema(subject, id, schema.canonicalString()));
    return id;
  }

  synchronized Schema find(String subject, AvroSchema schema) {
    List<Integer> versions = versionsOf(subject);
    Integer id = idByText.get(schema.canonicalString());
    int at = id == null ? -1 : versions.indexOf(id);
    if (at < 0) {
      throw RegistryRefusal.noSchema("under subject '" + subject + "'");
    }
    return describe(subject, at + 1, id);
  }

  synchronized AvroSchema schema(int id) {
    return Optional.ofNullable(schemaById.get(id))
        .orElseThrow(() -> RegistryRefusal.noSchema(String.valueOf(id)));
  }

  synchronized List<String> subjects() {
    return List.copyOf(idsBySubject.keySet());
  }

  synchronized int versionCount(String subject) {
    return versionsOf(subject).size();
  }

  synchronized Schema version(String subject, String version) {
    int number = versionNumber(subject, version);
    return describe(subject, number, idsBySubject.get(subject).get(number - 1));
  }

  /** What speaks against the schema beside this version; empty when nothing does. */
  synchronized List<String> incompatibilities(String subject, String version, AvroSchema schema) {
    int number = versionNumber(subject, version);
    int id = idsBySubject.get(subject).get(number - 1);
    return incompatibilities(subject, schema, List.of(schemaById.get(id)));
  }

  /** What speaks against the schema as the subject's next version; empty when nothing does. */
  synchronized List<String> incompatibilities(String subject, AvroSchema schema) {
    return incompatibilities(
        subject, schema, schemas(idsBySubject.getOrDefault(subject, List.of())));
  }

  synchronized CompatibilityLevel level() {
    return levelOfAll;
  }

  /** The subject's own level, or the level of all when asked to fall back on it. */
  synchronized CompatibilityLevel level(String subject, boolean orOfAll) {
    CompatibilityLevel own = levelBySubject.get(subject);
    if (own == null && !orOfAll) {
      throw RegistryRefusal.noCompatibilityOfItsOwn(subject);
    }
    return own == null ? levelOfAll : own;
  }

  /** Sets the level of a subject, known or not yet; of all when the subject is null. */
  synchronized void setLevel(String subject, CompatibilityLevel level) {
    record(RegistryJournal.Line.compatibility(subject, level.name));
  }

  @Override
  public synchronized void close() throws IOException {
    journal.close();
  }

  private void record(RegistryJournal.Line line) {
    try {
      journal.append(line);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep a change of the registry", e);
    }
    apply(line);
  }

  private void apply(RegistryJournal.Line line) {
    if (line.schema() != null) {
      idByText.put(line.schema(), line.id());
      schemaById.computeIfAbsent(line.id(), id -> new AvroSchema(line.schema()));
      idsBySubject.computeIfAbsent(line.subject(), s -> new ArrayList<>()).add(line.id());
    } else if (line.subject() != null) {
      levelBySubject.put(line.subject(), CompatibilityLevel.forName(line.compatibility()));
    } else {
      levelOfAll = CompatibilityLevel.forName(line.compatibility());
    }
  }

  private List<String> incompatibilities(
      String subject, AvroSchema schema, List<AvroSchema> earlier) {
    return CompatibilityChecker.checker(level(subject, true)).isCompatible(schema, earlier);
  }

  private List<AvroSchema> schemas(List<Integer> ids) {
    return ids.stream().map(schemaById::get).toList();
  }

  private List<Integer> versionsOf(String subject) {
    return Optional.ofNullable(idsBySubject.get(subject))
        .orElseThrow(() -> RegistryRefusal.noSubject(subject));
  }

  private int versionNumber(String subject, String version) {
    int count = versionsOf(subject).size();
    if (version.equals(LATEST)) {
      return count;
    }
    if (!version.matches("[1-9][0-9]{0,8}")) {
      throw RegistryRefusal.invalidVersion(version);
    }
    int number = Integer.parseInt(version);
    if (number > count) {
      throw RegistryRefusal.noVersion(version);
    }
    return number;
  }

  private Schema describe(String subject, int version, int id) {
    return new Schema(subject, version, id, schemaById.get(id));
  }
}

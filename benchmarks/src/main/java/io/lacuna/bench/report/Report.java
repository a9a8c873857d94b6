package io.lacuna.bench.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one benchmark found, with what a reader needs to judge it. */
public final class Report {
  @JsonProperty private final String benchmark;
  @JsonProperty private final Map<String, String> versions = Machine.versions();
  @JsonProperty private final Map<String, String> settings = new LinkedHashMap<>();
  @JsonProperty private final Machine before = Machine.now();
  @JsonProperty private final List<Table> tables = new ArrayList<>();
  @JsonProperty private final List<String> notes = new ArrayList<>();
  @JsonProperty private Machine after;

  /** Opens the report; call before the measurement. */
  public Report(String benchmark) {
    this.benchmark = benchmark;
  }

  public void setting(String name, Object value) {
    settings.put(name, value.toString());
  }

  public void add(Table table) {
    tables.add(table);
  }

  public void note(String sentence) {
    notes.add(sentence);
  }

  /** Call after the measurement. */
  public void close() {
    after = Machine.now();
  }

  public List<Table> tables() {
    return tables;
  }

  public String markdown() {
    StringBuilder text = new StringBuilder("## bench " + benchmark + "\n\n");
    text.append("Before: ").append(before).append(". After: ").append(after).append(".\n");
    text.append(words(versions)).append(".\n");
    text.append("Settings: ").append(words(settings)).append(".\n");
    tables.forEach(table -> text.append('\n').append(table.markdown()));
    if (!notes.isEmpty()) {
      text.append('\n');
      notes.forEach(note -> text.append("* ").append(note).append('\n'));
    }
    return text.toString();
  }

  private static String words(Map<String, String> pairs) {
    List<String> words = new ArrayList<>();
    pairs.forEach((name, value) -> words.add(name + " " + value));
    return String.join("; ", words);
  }
}

package io.lacuna.app.secure;

import io.lacuna.app.cli.CommandLines;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * What came of a verb.
 *
 * @param code exit code
 */
record Verb(int code, String out, String err) {

  static Verb run(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine main = CommandLines.main();
    main.setOut(new PrintWriter(out, true));
    main.setErr(new PrintWriter(err, true));
    int code = main.execute(Stream.of(args).map(Object::toString).toArray(String[]::new));
    return new Verb(code, out.toString(), err.toString());
  }

  /** The doctor's finding about a subject, as JSON. */
  String finding(String subject) {
    return out.lines()
        .filter(line -> line.contains("\"subject\":\"" + subject + "\""))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no finding about " + subject + " in " + out));
  }
}

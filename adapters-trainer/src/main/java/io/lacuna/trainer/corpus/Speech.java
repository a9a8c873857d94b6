package io.lacuna.trainer.corpus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Speech synthesis by the Debian tools espeak-ng and flite; both are deterministic. */
final class Speech {
  static final int RATE_HZ = 8000;
  private static final int TIMEOUT_SECONDS = 30;
  private static final int NORMAL_WORDS_PER_MINUTE = 165;

  private Speech() {}

  /** A speaker of one of the two tools. */
  record Voice(String tool, String name) {
    static Voice espeak(String name) {
      return new Voice("espeak-ng", name);
    }

    static Voice flite(String name) {
      return new Voice("flite", name);
    }

    @Override
    public String toString() {
      return tool + ":" + name;
    }
  }

  /** A word said plainly, at 8 kHz, without silence around it. */
  static Pcm word(Voice voice, String word, double speed) throws IOException {
    List<String> command = new ArrayList<>();
    if (voice.tool().equals("flite")) {
      String stretch = Double.toString(1 / speed);
      command.addAll(List.of("flite", "-voice", voice.name(), "-t", word));
      command.addAll(List.of("--setf", "duration_stretch=" + stretch, "-o"));
    } else {
      String rate = Long.toString(Math.round(NORMAL_WORDS_PER_MINUTE * speed));
      command.addAll(List.of("espeak-ng", "-v", voice.name(), "-s", rate, word, "-w"));
    }
    return synthesise(command, null);
  }

  /** A sentence said with a manner of speaking, at 8 kHz, without silence around it. */
  static Pcm sentence(String espeakVoice, String text, Emotion.Prosody manner) throws IOException {
    long rate = Math.round(NORMAL_WORDS_PER_MINUTE * manner.rate());
    List<String> command = new ArrayList<>(List.of("espeak-ng", "-m", "-b", "1"));
    command.addAll(List.of("-v", espeakVoice, "-s", within(rate, 80, 320)));
    command.addAll(List.of("-p", within(Math.round(50 + manner.pitch()), 0, 99)));
    command.addAll(List.of("-a", within(Math.round(100 * manner.amplitude()), 20, 200)));
    command.addAll(List.of("--stdin", "-w"));
    String range = within(Math.round(100 * manner.range()), 10, 300);
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return synthesise(
        command, "<speak><prosody range=\"" + range + "%\">" + escaped + "</prosody></speak>");
  }

  private static String within(long value, long low, long high) {
    return Long.toString(Math.max(low, Math.min(high, value)));
  }

  /** Runs a command whose last argument, the output file, is still to be added. */
  private static Pcm synthesise(List<String> command, String input) throws IOException {
    Path wav = Files.createTempFile("speech", ".wav");
    try {
      command.add(wav.toString());
      Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var in = tool.getOutputStream()) {
        if (input != null) {
          in.write(input.getBytes(StandardCharsets.UTF_8));
        }
      }
      String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!tool.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || tool.exitValue() != 0) {
        tool.destroyForcibly();
        throw new IOException(command.get(0) + " failed: " + said.strip());
      }
      return Pcm.read(Files.readAllBytes(wav)).resample(RATE_HZ).trim();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + command.get(0), e);
    } finally {
      Files.deleteIfExists(wav);
    }
  }
}

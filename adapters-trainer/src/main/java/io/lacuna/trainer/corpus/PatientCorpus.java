package io.lacuna.trainer.corpus;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.corpus.Speech.Voice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Coded intake: a triage card with handwritten codes, a note of dictionary definitions and dictated
 * codes. Real are the handwriting and the definitions; the patients are invented.
 */
final class PatientCorpus implements Corpus {
  private static final List<String> OPENINGS =
      List.of("Presents with", "History of", "Referred for", "Seen for", "Known", "Admitted with");

  private final long seed;
  private final SubjectIds ids;
  private final SpokenCodes speaker = new SpokenCodes();
  private final SourcePool<Voice> voices = voices();
  private final Map<Finding, SourcePool<HandwrittenDigit>> digits = new EnumMap<>(Finding.class);
  private final Map<Finding, SourcePool<Finding.Gloss>> glosses = new EnumMap<>(Finding.class);

  PatientCorpus(NpmModules modules, WordNet net, long seed) throws IOException {
    this.seed = seed;
    this.ids = new SubjectIds("P", seed);
    Map<Finding, List<Finding.Gloss>> definitions = Finding.glosses(net);
    for (Finding finding : Finding.values()) {
      var written = HandwrittenDigit.load(modules, finding.code());
      digits.put(finding, SourcePool.deal(written, Seeds.random(seed, "digit", finding)));
      var defined = definitions.get(finding);
      glosses.put(finding, SourcePool.deal(defined, Seeds.random(seed, "gloss", finding)));
    }
  }

  private static SourcePool<Voice> voices() {
    List<Voice> train = new ArrayList<>();
    for (String variant : List.of("m1", "m3", "m5", "f1", "f3", "klatt", "Andy", "linda", "Mike")) {
      train.add(Voice.espeak("en-us+" + variant));
    }
    for (String variant :
        List.of("m2", "m4", "m6", "f2", "f4", "klatt3", "Annie", "steph", "robert")) {
      train.add(Voice.espeak("en-gb+" + variant));
    }
    for (String name : List.of("kal16", "awb", "slt")) {
      train.add(Voice.flite(name));
    }
    return SourcePool.of(
        train,
        List.of(Voice.espeak("en-us+m8"), Voice.espeak("en-gb+belinda"), Voice.flite("kal")),
        List.of(Voice.espeak("en-us+m7"), Voice.espeak("en-gb+f5"), Voice.flite("rms")));
  }

  @Override
  public String pipeline() {
    return "patient";
  }

  @Override
  public String imageSuffix() {
    return "png";
  }

  @Override
  public CorpusSample sample(Split split, int index) throws IOException {
    Random random = Seeds.random(seed, pipeline(), split, index);
    Mentions mentions = Mentions.draw(random);
    Map<String, Object> sources = new TreeMap<>();
    byte[] card = card(split, mentions, random, sources);
    String note = note(split, mentions, random, sources);
    Voice voice = voices.draw(split, random);
    sources.put("voice", voice.toString());
    byte[] dictation = speaker.say(voice, codes(mentions, random), random).toWav16();
    var labels = Map.<String, Object>of("findings", hits(mentions.findings()));
    return new CorpusSample(
        ids.id(split, index), voice.toString(), split, labels, note, card, dictation, sources);
  }

  private byte[] card(Split split, Mentions mentions, Random random, Map<String, Object> sources)
      throws IOException {
    List<HandwrittenDigit> written = new ArrayList<>();
    for (Finding finding : mentions.by(Modality.IMAGE)) {
      written.add(digits.get(finding).draw(split, random));
    }
    sources.put("digits", written.stream().map(d -> d.value() + "/" + d.item()).toList());
    return EncodedImage.png(TriageCard.draw(written, random));
  }

  private String note(Split split, Mentions mentions, Random random, Map<String, Object> sources) {
    List<Finding> told = new ArrayList<>(mentions.by(Modality.TEXT));
    Collections.shuffle(told, random);
    List<Integer> synsets = new ArrayList<>();
    StringBuilder note = new StringBuilder();
    for (Finding finding : told) {
      Finding.Gloss gloss = glosses.get(finding).draw(split, random);
      synsets.add(gloss.synset());
      String opening = OPENINGS.get(random.nextInt(OPENINGS.size()));
      note.append(note.isEmpty() ? "" : " ").append(opening).append(' ');
      note.append(gloss.text()).append('.');
    }
    sources.put("synsets", synsets);
    return note.toString();
  }

  private static List<Integer> codes(Mentions mentions, Random random) {
    List<Integer> codes = new ArrayList<>();
    mentions.by(Modality.AUDIO).forEach(f -> codes.add(f.code()));
    Collections.shuffle(codes, random);
    return codes;
  }

  /** One number per finding, in the order of {@code dataset.json}: 1 where it is present. */
  private static List<Integer> hits(List<Finding> present) {
    return Stream.of(Finding.values()).map(f -> present.contains(f) ? 1 : 0).toList();
  }

  @Override
  public ObjectNode description() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("name", "coded-intake").put("pipeline", pipeline()).put("group", "voice");
    ObjectNode task = root.putObject("tasks").putObject("findings").put("type", "multilabel");
    List.of(Finding.values()).forEach(f -> task.withArray("/labels").add(f.label()));
    ObjectNode modalities = root.putObject("modalities");
    modalities.putObject("image").put("kind", "file").put("media_type", "image/png");
    modalities.putObject("text").put("kind", "text");
    modalities.putObject("audio").put("kind", "file").put("media_type", "audio/wav");
    root.put("overlap", Mentions.OVERLAP).put("seed", seed);
    return root.put(
        "note",
        "Handwritten MNIST digits, WordNet 3.1 definitions, synthesised voices (8 kHz PCM16)."
            + " Patients, co-occurrence and codes are invented; no clinical meaning."
            + " No digit, definition or voice is in two splits.");
  }
}

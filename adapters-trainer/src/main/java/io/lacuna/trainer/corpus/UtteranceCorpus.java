package io.lacuna.trainer.corpus;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.trainer.corpus.ArtSet.Drawing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Face talk: a review sentence, a drawn face and a synthetic voice speaking the sentence in the
 * manner of the face's emotions. Real are the sentences with their polarity and the drawings; the
 * pairing is invented.
 */
final class UtteranceCorpus implements Corpus {
  private static final List<String> TRAIN_ARTISTS =
      List.of("noto", "twemoji", "emojione", "fluent-emoji-flat");
  private static final List<String> TEST_ARTISTS = List.of("noto-v1", "fluent-emoji");
  private static final double AGREEMENT = 0.85;
  private static final double VALIDATION_DRAWINGS = 0.15;

  private final long seed;
  private final SubjectIds ids;
  private final SourcePool<String> voices = voices();
  private final Map<Boolean, SourcePool<Sentence>> sentences;
  private final Map<Split, Map<Emotion, List<Drawing>>> drawings = new EnumMap<>(Split.class);

  UtteranceCorpus(NpmModules modules, long seed) throws IOException {
    this.seed = seed;
    this.ids = new SubjectIds("U", seed);
    List<Sentence> all = Sentence.load(modules);
    this.sentences = Map.of(true, deal(all, true), false, deal(all, false));
    List<Face> faces = Face.load(modules);
    for (Split split : Split.values()) {
      drawings.put(split, new EnumMap<>(Emotion.class));
    }
    for (String artist : TRAIN_ARTISTS) {
      for (Drawing drawing : ArtSet.load(modules, artist, faces)) {
        Random random = Seeds.random(seed, "drawing", drawing.id());
        add(random.nextDouble() < VALIDATION_DRAWINGS ? Split.VALIDATION : Split.TRAIN, drawing);
      }
    }
    for (String artist : TEST_ARTISTS) {
      ArtSet.load(modules, artist, faces).forEach(drawing -> add(Split.TEST, drawing));
    }
  }

  private SourcePool<Sentence> deal(List<Sentence> all, boolean positive) {
    List<Sentence> alike = all.stream().filter(s -> s.positive() == positive).toList();
    return SourcePool.deal(alike, Seeds.random(seed, "sentence", positive));
  }

  private void add(Split split, Drawing drawing) {
    for (Emotion emotion : drawing.face().emotions()) {
      drawings.get(split).computeIfAbsent(emotion, e -> new ArrayList<>()).add(drawing);
    }
  }

  private static SourcePool<String> voices() {
    return SourcePool.of(
        List.of(
            "en-us+m1",
            "en-us+m3",
            "en-us+m5",
            "en-us+f1",
            "en-us+f3",
            "en-us+Andy",
            "en-us+linda",
            "en-gb+m2",
            "en-gb+m4",
            "en-gb+f2",
            "en-gb+f4",
            "en-gb+klatt",
            "en-gb+Annie",
            "en-gb+steph"),
        List.of("en-us+m8", "en-gb+belinda"),
        List.of(
            "en-us+m6",
            "en-us+m7",
            "en-us+f5",
            "en-us+Mike",
            "en-gb+robert",
            "en-gb+Alicia",
            "en-gb+edward",
            "en-us+steph3"));
  }

  @Override
  public String pipeline() {
    return "utterance";
  }

  @Override
  public String imageSuffix() {
    return "jpg";
  }

  @Override
  public CorpusSample sample(Split split, int index) throws IOException {
    Random random = Seeds.random(seed, pipeline(), split, index);
    Drawing drawing = drawing(split, random);
    Sentence sentence = sentences.get(positive(drawing.face(), random)).draw(split, random);
    String voice = voices.draw(split, random);
    Emotion.Prosody manner = Emotion.Prosody.of(drawing.face().emotions(), random);
    byte[] frame = EncodedImage.jpeg(FaceScene.draw(drawing, random));
    byte[] speech = Speech.sentence(voice, sentence.text(), manner).toWavMuLaw();
    Map<String, Object> labels = new TreeMap<>();
    labels.put("sentiment", sentiment(sentence.positive(), drawing.face().valence()));
    labels.put("emotion", hits(drawing.face().emotions()));
    Map<String, Object> sources = new TreeMap<>();
    sources.put("drawing", drawing.id());
    sources.put("sentence", sentence.id());
    sources.put("voice", "espeak-ng:" + voice);
    String group = drawing.artist() + "|" + voice;
    return new CorpusSample(
        ids.id(split, index), group, split, labels, sentence.text(), frame, speech, sources);
  }

  /** An emotion, happy twice as often as each other, then a drawing that shows it. */
  private Drawing drawing(Split split, Random random) {
    int draw = random.nextInt(Emotion.values().length + 1);
    Emotion emotion = Emotion.values()[draw % Emotion.values().length];
    List<Drawing> candidates = drawings.get(split).get(emotion);
    if (candidates == null) {
      throw new IllegalStateException(
          "seed " + seed + " leaves no drawing of " + emotion + " for " + split + "; take another");
    }
    return candidates.get(random.nextInt(candidates.size()));
  }

  /** The polarity of the sentence to draw: that of the face in most cases, else by chance. */
  private static boolean positive(Face face, Random random) {
    boolean agrees = random.nextDouble() < AGREEMENT;
    boolean coin = random.nextBoolean();
    boolean undecided = face.valence() == 0 || face.emotions().equals(Set.of(Emotion.SURPRISE));
    return agrees && !undecided ? face.valence() > 0 : coin;
  }

  /** In [-3, 3]: half from the sentence, half from the face. */
  static double sentiment(boolean positive, double valence) {
    double sum = (positive ? 1.5 : -1.5) + 1.5 * valence;
    return Math.round(1000 * Math.max(-3, Math.min(3, sum))) / 1000.0;
  }

  /** One number per emotion, in the order of {@code dataset.json}: 1 where it is shown. */
  private static List<Integer> hits(Set<Emotion> shown) {
    return Stream.of(Emotion.values()).map(e -> shown.contains(e) ? 1 : 0).toList();
  }

  @Override
  public ObjectNode description() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("name", "face-talk").put("pipeline", pipeline()).put("group", "artist|voice");
    ObjectNode tasks = root.putObject("tasks");
    tasks.putObject("sentiment").put("type", "regression").put("min", -3).put("max", 3);
    ObjectNode emotion = tasks.putObject("emotion").put("type", "multilabel");
    List.of(Emotion.values()).forEach(e -> emotion.withArray("/labels").add(e.label()));
    ObjectNode modalities = root.putObject("modalities");
    modalities.putObject("image").put("kind", "file").put("media_type", "image/jpeg");
    modalities.putObject("text").put("kind", "text");
    modalities.putObject("audio").put("kind", "file").put("media_type", "audio/wav");
    root.put("seed", seed);
    return root.put(
        "note",
        "Review sentences (UCI), drawn emoji faces, synthesised speech (8 kHz mu-law)."
            + " Pairing, speech, emotion labels and the sentiment formula are invented."
            + " No sentence, drawing or voice is in two splits; the artists of test are unseen.");
  }
}

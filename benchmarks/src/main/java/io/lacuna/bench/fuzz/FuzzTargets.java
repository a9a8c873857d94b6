package io.lacuna.bench.fuzz;

import io.lacuna.bench.fuzz.targets.AdapterTarget;
import io.lacuna.bench.fuzz.targets.CallTarget;
import io.lacuna.bench.fuzz.targets.ClaimTarget;
import io.lacuna.bench.fuzz.targets.ConfigTarget;
import io.lacuna.bench.fuzz.targets.MessageTarget;
import io.lacuna.bench.fuzz.targets.PayloadTarget;
import io.lacuna.bench.fuzz.targets.SampleTarget;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Every target by its word. A new place where bytes come in gets a line here. */
final class FuzzTargets {
  private static final Map<String, Callable<FuzzTarget>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("png", PayloadTarget::png);
    ALL.put("jpeg", PayloadTarget::jpeg);
    ALL.put("tiff", PayloadTarget::tiff);
    ALL.put("wav", PayloadTarget::wav);
    ALL.put("flac", PayloadTarget::flac);
    ALL.put("text", PayloadTarget::text);
    ALL.put("sample", SampleTarget::new);
    ALL.put("chunk", CallTarget::chunk);
    ALL.put("boundary", CallTarget::boundary);
    ALL.put("claim", ClaimTarget::new);
    ALL.put("config", ConfigTarget::new);
    ALL.put("adapter", AdapterTarget::new);
    ALL.put("json", MessageTarget::json);
    ALL.put("hl7", MessageTarget::hl7);
    ALL.put("fhir", MessageTarget::fhir);
  }

  private FuzzTargets() {}

  /** The words and how each target is opened, in the order of the report. */
  static Map<String, Callable<FuzzTarget>> all() {
    return new LinkedHashMap<>(ALL);
  }
}

package io.lacuna.model.score;

import io.lacuna.model.features.Features;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.Modality;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Another model as it is, of which a subclass changes a part. Owns it. */
public abstract class ForwardingModel implements ScoringModel {
  private final ScoringModel model;

  protected ForwardingModel(ScoringModel model) {
    this.model = model;
  }

  @Override
  public String modelDigest() {
    return model.modelDigest();
  }

  @Override
  public List<TaskSpec> tasks() {
    return model.tasks();
  }

  @Override
  public Set<String> adapters() {
    return model.adapters();
  }

  @Override
  public String defaultAdapter() {
    return model.defaultAdapter();
  }

  @Override
  public String adapterId(String digest) {
    return model.adapterId(digest);
  }

  @Override
  public Features extract(Modality modality, Payload payload) throws PayloadException {
    return model.extract(modality, payload);
  }

  @Override
  public Map<Modality, Features> probe() {
    return model.probe();
  }

  @Override
  public List<Scores> score(List<ScoringRequest> batch) {
    return model.score(batch);
  }

  @Override
  public long forwards() {
    return model.forwards();
  }

  @Override
  public void close() {
    model.close();
  }
}

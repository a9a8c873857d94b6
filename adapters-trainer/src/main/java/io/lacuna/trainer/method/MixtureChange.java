package io.lacuna.trainer.method;

import io.lacuna.model.adapter.MixtureOptions;
import io.lacuna.model.nn.ExpertOptions;
import io.lacuna.trainer.config.AdapterSettings;
import io.lacuna.trainer.stage.AdapterStage;
import java.util.List;

/** Settings of a mixture, changed part by part; each method leaves everything else. */
record MixtureChange(AdapterSettings settings) {

  /**
   * @throws IllegalArgumentException if the settings are of another method
   */
  static MixtureChange of(AdapterSettings settings) {
    if (settings.mixture() == null) {
      throw new IllegalArgumentException(
          "adapter "
              + settings.id()
              + " must be a mixture to have variants of one, and is of method "
              + settings.method());
    }
    return new MixtureChange(settings);
  }

  int experts() {
    return settings.experts();
  }

  ExpertOptions options() {
    return settings.mixture().experts();
  }

  boolean presence() {
    return settings.mixture().presenceInGates();
  }

  boolean hardMask() {
    return settings.mixture().hardMask();
  }

  boolean missingVector() {
    return settings.mixture().missingVector();
  }

  MixtureChange rank(int r) {
    return with(r, settings.blocks(), experts(), settings.mixture(), settings.weights());
  }

  MixtureChange unfactored() {
    return rank(settings.width());
  }

  MixtureChange oneBlock() {
    List<Integer> first = settings.blocks().subList(0, 1);
    return with(settings.r(), first, experts(), settings.mixture(), settings.weights());
  }

  MixtureChange experts(ExpertOptions options) {
    return experts(experts(), options);
  }

  MixtureChange experts(int n, ExpertOptions options) {
    MixtureOptions mixture = settings.mixture().with(options);
    return with(settings.r(), settings.blocks(), n, mixture, settings.weights());
  }

  MixtureChange awareness(boolean presence, boolean hardMask, boolean missingVector) {
    MixtureOptions m = settings.mixture();
    return mixture(m.headInput(), presence, hardMask, missingVector, m.unimodalHeads());
  }

  MixtureChange withoutUnimodal() {
    MixtureOptions m = settings.mixture();
    return mixture(m.headInput(), m.presenceInGates(), m.hardMask(), m.missingVector(), false)
        .weights(0, settings.weights().balance(), settings.weights().moreVersusFewer());
  }

  MixtureChange headInput(MixtureOptions.HeadInput headInput) {
    MixtureOptions m = settings.mixture();
    return mixture(
        headInput, m.presenceInGates(), m.hardMask(), m.missingVector(), m.unimodalHeads());
  }

  MixtureChange balance(double weight) {
    return weights(settings.weights().unimodal(), weight, settings.weights().moreVersusFewer());
  }

  MixtureChange moreVersusFewer(double weight) {
    return weights(settings.weights().unimodal(), settings.weights().balance(), weight);
  }

  private MixtureChange mixture(
      MixtureOptions.HeadInput headInput,
      boolean presence,
      boolean hardMask,
      boolean missingVector,
      boolean unimodalHeads) {
    MixtureOptions m = settings.mixture();
    MixtureOptions changed =
        new MixtureOptions(
            m.kernel(),
            m.inputDropout(),
            m.dropout(),
            headInput,
            presence,
            hardMask,
            missingVector,
            unimodalHeads,
            m.experts());
    return with(settings.r(), settings.blocks(), experts(), changed, settings.weights());
  }

  private MixtureChange weights(double unimodal, double balance, double moreVersusFewer) {
    AdapterStage.Weights changed =
        new AdapterStage.Weights(unimodal, balance, moreVersusFewer, settings.weights().tasks());
    return with(settings.r(), settings.blocks(), experts(), settings.mixture(), changed);
  }

  private MixtureChange with(
      int r,
      List<Integer> blocks,
      int experts,
      MixtureOptions mixture,
      AdapterStage.Weights weights) {
    return new MixtureChange(
        new AdapterSettings(
            settings.id(),
            settings.method(),
            r,
            settings.loraAlpha(),
            blocks,
            settings.width(),
            experts,
            settings.mora(),
            mixture,
            weights,
            settings.loop()));
  }
}

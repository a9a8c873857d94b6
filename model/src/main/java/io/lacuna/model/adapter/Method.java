package io.lacuna.model.adapter;

/** How an adapter changes its base; the {@code peft_type} of its configuration. */
public enum Method {
  /** MoRA: a low-rank branch with one up-projection per present modality. */
  MODALITY_AWARE_LORA,
  /** MMoLRE: low-rank experts, shared and per task, behind per-task gates. */
  LOW_RANK_MIXTURE
}

package io.lacuna.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;

/** Puts what was said beside what nobody said anything about, without secrets. */
final class EffectiveSettings {
  private EffectiveSettings() {}

  static EffectiveConfig of(
      List<String> names, List<String> feeds, Map<String, ConfigSources.Setting> settings) {
    List<EffectiveConfig.Entry> entries = new ArrayList<>();
    ConfigKeys.application()
        .configKeys()
        .values()
        .forEach(k -> entries.add(entry("", k, settings)));
    for (String name : names) {
      PipelineKeys.of(name)
          .configKeys()
          .values()
          .forEach(k -> entries.add(entry(name + ".", k, settings)));
    }
    for (String feed : feeds) {
      IntakeKeys.keys()
          .configKeys()
          .values()
          .forEach(k -> entries.add(entry(IntakeFeeds.prefix(feed), k, settings)));
    }
    Set<String> listed = new TreeSet<>();
    entries.forEach(e -> listed.add(e.key()));
    settings.forEach(
        (key, setting) -> {
          if (!listed.contains(key)) {
            entries.add(entry(key, setting, PassedKeys.isSecret(key)));
          }
        });
    return new EffectiveConfig(entries);
  }

  private static EffectiveConfig.Entry entry(
      String prefix, ConfigDef.ConfigKey key, Map<String, ConfigSources.Setting> settings) {
    ConfigSources.Setting setting = settings.get(prefix + key.name);
    return setting == null
        ? new EffectiveConfig.Entry(
            prefix + key.name, ConfigReference.defaultOf(key), EffectiveConfig.DEFAULT)
        : entry(prefix + key.name, setting, key.type == ConfigDef.Type.PASSWORD);
  }

  private static EffectiveConfig.Entry entry(
      String key, ConfigSources.Setting setting, boolean secret) {
    boolean hidden = secret || Secrets.isReference(setting.value());
    return new EffectiveConfig.Entry(
        key,
        hidden ? EffectiveConfig.HIDDEN : Secrets.withoutLogin(setting.value()),
        setting.origin());
  }
}

package io.lacuna.app.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Objects of ops/kubernetes as classes of the Kubernetes API; a field that it lacks is refused. */
public final class Manifests {
  public static final Path FOLDER =
      Path.of("").toAbsolutePath().getParent().resolve("ops/kubernetes");

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "v1 Service", Service.class,
          "v1 ServiceAccount", ServiceAccount.class,
          "v1 ConfigMap", io.fabric8.kubernetes.api.model.ConfigMap.class,
          "apps/v1 StatefulSet", StatefulSet.class,
          "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class,
          "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
          "monitoring.coreos.com/v1 PodMonitor", PodMonitor.class);

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                // the classes would keep what they do not know, for newer clusters
                @Override
                public Boolean hasAnySetter(Annotated a) {
                  return false;
                }
              })
          .build();

  private Manifests() {}

  /** The objects of a file below the folder. */
  public static List<HasMetadata> read(String file) throws IOException {
    return parse(Files.readString(FOLDER.resolve(file)));
  }

  /**
   * @throws IllegalArgumentException for a kind that is not known here, or a field that its kind
   *     does not have
   */
  static List<HasMetadata> parse(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<HasMetadata> objects = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(options)).loadAll(text)) {
      Map<?, ?> fields = (Map<?, ?>) document;
      String kind = fields.get("apiVersion") + " " + fields.get("kind");
      if (!KINDS.containsKey(kind)) {
        throw new IllegalArgumentException("unknown kind " + kind);
      }
      try {
        String json = STRICT.writeValueAsString(fields);
        objects.add(STRICT.readValue(json, KINDS.get(kind)));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(kind + ": " + e.getOriginalMessage(), e);
      }
    }
    return objects;
  }

  /** The instances, as they run without a GPU. */
  public static StatefulSet statefulSet() throws IOException {
    return (StatefulSet) read("base/statefulset.yaml").get(0);
  }
}

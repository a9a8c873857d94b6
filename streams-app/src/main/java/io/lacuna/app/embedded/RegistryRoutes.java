package io.lacuna.app.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.rest.entities.ErrorMessage;
import io.confluent.kafka.schemaregistry.client.rest.entities.requests.ConfigUpdateRequest;
import io.confluent.kafka.schemaregistry.client.rest.entities.requests.RegisterSchemaRequest;
import io.confluent.kafka.schemaregistry.utils.JacksonMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.SchemaParseException;

/** The part of the Confluent registry's HTTP interface that its client uses for Avro. */
final class RegistryRoutes {
  private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final int BODY_NOT_READABLE = 422;

  private final RegistryContents contents;

  RegistryRoutes(RegistryContents contents) {
    this.contents = contents;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/subjects", c -> answer(c, contents.subjects()));
    routes.post("/subjects/{subject}", c -> answer(c, contents.find(subject(c), schema(c))));
    routes.get("/subjects/{subject}/versions", c -> answer(c, versions(c)));
    routes.post("/subjects/{subject}/versions", c -> answer(c, register(c)));
    routes.get(
        "/subjects/{subject}/versions/{version}",
        c -> answer(c, contents.version(subject(c), c.pathParam("version"))));
    routes.get("/schemas/ids/{id}", c -> answer(c, schemaOfId(c)));
    routes.post(
        "/compatibility/subjects/{subject}/versions", c -> answer(c, verdict(c, problems(c))));
    routes.post(
        "/compatibility/subjects/{subject}/versions/{version}",
        c -> answer(c, verdict(c, problemsWithVersion(c))));
    routes.get("/config", c -> answer(c, level(contents.level())));
    routes.put("/config", c -> answer(c, setLevel(c, null)));
    routes.get("/config/{subject}", c -> answer(c, level(levelOfSubject(c))));
    routes.put("/config/{subject}", c -> answer(c, setLevel(c, subject(c))));
    routes.exception(RegistryRefusal.class, (e, c) -> refuse(c, e.status(), e.code(), e));
    routes.exception(
        IOException.class, (e, c) -> refuse(c, BODY_NOT_READABLE, BODY_NOT_READABLE, e));
  }

  private List<Integer> versions(Context c) {
    return IntStream.rangeClosed(1, contents.versionCount(subject(c))).boxed().toList();
  }

  private Map<String, Integer> register(Context c) throws IOException {
    return Map.of("id", contents.register(subject(c), schema(c)));
  }

  private Map<String, String> schemaOfId(Context c) {
    String id = c.pathParam("id");
    if (!id.matches("[1-9][0-9]{0,8}")) {
      throw RegistryRefusal.noSchema(id);
    }
    return Map.of("schema", contents.schema(Integer.parseInt(id)).canonicalString());
  }

  private List<String> problems(Context c) throws IOException {
    return contents.incompatibilities(subject(c), schema(c));
  }

  private List<String> problemsWithVersion(Context c) throws IOException {
    return contents.incompatibilities(subject(c), c.pathParam("version"), schema(c));
  }

  private static Map<String, Object> verdict(Context c, List<String> problems) {
    boolean verbose = Boolean.parseBoolean(c.queryParam("verbose"));
    return verbose
        ? Map.of("is_compatible", problems.isEmpty(), "messages", problems)
        : Map.of("is_compatible", problems.isEmpty());
  }

  private CompatibilityLevel levelOfSubject(Context c) {
    return contents.level(subject(c), Boolean.parseBoolean(c.queryParam("defaultToGlobal")));
  }

  private static Map<String, String> level(CompatibilityLevel level) {
    return Map.of("compatibilityLevel", level.name);
  }

  private Map<String, String> setLevel(Context c, String subject) throws IOException {
    String name = ConfigUpdateRequest.fromJson(c.body()).getCompatibilityLevel();
    CompatibilityLevel level = name == null ? null : CompatibilityLevel.forName(name);
    if (level == null) {
      throw RegistryRefusal.invalidCompatibility(name);
    }
    contents.setLevel(subject, level);
    return Map.of("compatibility", level.name);
  }

  private static String subject(Context c) {
    return c.pathParam("subject");
  }

  private static AvroSchema schema(Context c) throws IOException {
    RegisterSchemaRequest request = RegisterSchemaRequest.fromJson(c.body());
    String type = request.getSchemaType();
    if (type != null && !type.equals(AvroSchema.TYPE)) {
      throw RegistryRefusal.invalidSchema("type is " + type + ", must be " + AvroSchema.TYPE);
    }
    if (request.getReferences() != null && !request.getReferences().isEmpty()) {
      throw RegistryRefusal.invalidSchema("references are not supported here");
    }
    if (request.getSchema() == null) {
      throw RegistryRefusal.invalidSchema("there is none");
    }
    try {
      return new AvroSchema(request.getSchema());
    } catch (SchemaParseException e) {
      throw RegistryRefusal.invalidSchema(e.getMessage());
    }
  }

  private static void refuse(Context c, int status, int code, Exception why) {
    answer(c.status(status), new ErrorMessage(code, why.getMessage()));
  }

  private static void answer(Context c, Object body) {
    try {
      c.contentType(CONTENT_TYPE).result(JacksonMapper.INSTANCE.writeValueAsString(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write an answer of " + body.getClass(), e);
    }
  }
}

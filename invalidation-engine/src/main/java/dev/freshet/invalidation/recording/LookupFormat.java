package dev.freshet.invalidation.recording;

import dev.freshet.keys.Kind;
import dev.freshet.rules.DatabaseFacts;
import dev.freshet.rules.TableFacts;
import dev.freshet.rules.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What look-ups have found, and the rules that asked, as JSON objects. */
final class LookupFormat {

  private LookupFormat() {}

  static ObjectNode write(RecordedAnswers answers) {
    ObjectNode json = RowFormat.JSON.createObjectNode();
    json.put("at", RecordingFormat.text(answers.lsn()));
    ArrayNode all = json.putArray("answers");
    Set<Question> questions = new TreeSet<>(answers.found().keySet());
    questions.addAll(answers.tooMany());
    for (Question question : questions) {
      ObjectNode answer = all.addObject();
      answer.put("kind", question.kind().name());
      question.tag().ifPresent(tag -> answer.put("tag", tag));
      answer.put(question.isPath() ? "path" : "sql", question.by());
      addAll(answer.putArray("from"), question.from());
      if (answers.tooMany().contains(question)) {
        answer.put("too_many", true);
      } else {
        ArrayNode to = answer.putArray("to");
        answers
            .found()
            .getOrDefault(question, List.of())
            .forEach(parts -> addAll(to.addArray(), parts));
      }
    }
    return json;
  }

  /**
   * @throws IllegalArgumentException if it is none; the message says why
   */
  static RecordedAnswers readAnswers(JsonNode json) {
    Map<Question, List<List<String>>> found = new HashMap<>();
    Set<Question> tooMany = new HashSet<>();
    for (JsonNode answer : array(json, "answers")) {
      boolean isPath = answer.has("path");
      Question question =
          new Question(
              new Kind(RecordingFormat.text(answer, "kind")),
              RecordingFormat.text(answer, isPath ? "path" : "sql"),
              isPath,
              texts(array(answer, "from")),
              answer.has("tag")
                  ? Optional.of(RecordingFormat.text(answer, "tag"))
                  : Optional.empty());
      if (answer.path("too_many").asBoolean(false)) {
        tooMany.add(question);
      } else {
        List<List<String>> to = new ArrayList<>();
        array(answer, "to").forEach(parts -> to.add(List.copyOf(texts(parts))));
        found.put(question, List.copyOf(to));
      }
    }
    return new RecordedAnswers(
        RecordingFormat.lsn(RecordingFormat.text(json, "at")), found, tooMany);
  }

  static ObjectNode write(RecordedRules rules) {
    ObjectNode json = RowFormat.JSON.createObjectNode();
    ObjectNode fingerprints = json.putObject("fingerprints");
    new TreeMap<>(rules.fingerprints())
        .forEach((kind, fingerprint) -> fingerprints.put(kind.name(), fingerprint));
    ObjectNode tables = json.putObject("tables");
    new TreeMap<>(rules.facts().tables())
        .forEach(
            (name, facts) -> {
              ObjectNode table = tables.putObject(name.toString());
              table.put("relation", facts.relation());
              addAll(table.putArray("primary_key"), facts.primaryKey());
              ObjectNode types = table.putObject("types");
              new TreeMap<>(facts.types()).forEach(types::put);
            });
    ObjectNode reads = json.putObject("reads");
    new TreeMap<>(rules.facts().reads())
        .forEach(
            (query, read) ->
                addAll(
                    reads.putArray(query),
                    read.stream().map(TableName::toString).sorted().toList()));
    return json;
  }

  /**
   * @throws IllegalArgumentException if it is none; the message says why
   */
  static RecordedRules readRules(JsonNode json) {
    Map<Kind, String> fingerprints = new HashMap<>();
    for (Map.Entry<String, JsonNode> kind : object(json, "fingerprints").properties()) {
      fingerprints.put(new Kind(kind.getKey()), text(kind.getValue()));
    }
    Map<TableName, TableFacts> tables = new HashMap<>();
    for (Map.Entry<String, JsonNode> table : object(json, "tables").properties()) {
      Map<String, String> types = new HashMap<>();
      for (Map.Entry<String, JsonNode> type : object(table.getValue(), "types").properties()) {
        types.put(type.getKey(), text(type.getValue()));
      }
      tables.put(
          TableName.of(table.getKey()),
          new TableFacts(
              RecordingFormat.text(table.getValue(), "relation"),
              types,
              List.copyOf(texts(array(table.getValue(), "primary_key")))));
    }
    Map<String, Set<TableName>> reads = new HashMap<>();
    for (Map.Entry<String, JsonNode> query : object(json, "reads").properties()) {
      Set<TableName> read = new HashSet<>();
      query.getValue().forEach(name -> read.add(TableName.of(text(name))));
      reads.put(query.getKey(), read);
    }
    return new RecordedRules(fingerprints, new DatabaseFacts(tables, reads));
  }

  private static void addAll(ArrayNode array, Collection<? extends @Nullable String> texts) {
    texts.forEach(array::add);
  }

  private static List<@Nullable String> texts(JsonNode array) {
    List<@Nullable String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.isNull() ? null : text(element)));
    return texts;
  }

  private static String text(JsonNode value) {
    if (!value.isString()) {
      throw new IllegalArgumentException("no text: " + value);
    }
    return value.asString();
  }

  private static JsonNode array(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.isArray()) {
      throw new IllegalArgumentException("no array in \"" + field + "\"");
    }
    return value;
  }

  private static JsonNode object(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.isObject()) {
      throw new IllegalArgumentException("no object in \"" + field + "\"");
    }
    return value;
  }
}

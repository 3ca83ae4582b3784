package org.exeunt.app.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.records.RunArchive;

/** The conditions of runs in a few words: data, clients, partition, network, training and version. */
final class Conditions {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_LENGTH = 80;

    /** Settings of a partition that hardly characterise it. */
    private static final Set<String> MINOR =
            Set.of("type", "clients", "split", "test-fraction", "validation-fraction", "subsample", "min-examples");

    private static final List<Function<SettingTable, String>> PARTS = List.of(
            each(run -> run.summary().setting().dataset()),
            each(run -> Figures.count(run.summary().setting().clients(), "client")),
            each(Conditions::partition),
            each(Conditions::modalities),
            each(run -> network(run, "backbone", "")),
            each(run -> network(run, "head", " heads")),
            each(run -> Figures.count(run.summary().exits(), "exit")),
            Conditions::rounds,
            each(run -> training(run, "participation", "participation %s")),
            each(run -> training(run, "local-epochs", "local epochs %s")),
            each(run -> training(run, "batch-size", "batch size %s")),
            each(Conditions::version));

    private Conditions() {}

    /** Returns a condition of the first run of each method; if it differs between them, with all its values. */
    private static Function<SettingTable, String> each(Function<RunArchive, String> part) {
        return table ->
                alternatives(table.rows().stream().map(SettingTable.Row::first).map(part));
    }

    private static String alternatives(Stream<String> values) {
        return values.filter(value -> !value.isEmpty()).distinct().collect(Collectors.joining(" or "));
    }

    /** Returns the conditions of a setting. */
    private static List<String> of(SettingTable table) {
        return PARTS.stream()
                .map(part -> part.apply(table))
                .filter(value -> !value.isEmpty())
                .map(value -> value.length() <= MAX_LENGTH ? value : value.substring(0, MAX_LENGTH - 1) + "…")
                .toList();
    }

    /** Returns the conditions that all settings share, and then those that each setting has in addition. */
    static List<List<String>> of(List<SettingTable> settings) {
        List<List<String>> each = settings.stream().map(Conditions::of).toList();
        List<List<String>> all = new ArrayList<>();
        all.add(new ArrayList<>(each.get(0)));
        each.forEach(all.get(0)::retainAll);
        for (List<String> own : each) {
            all.add(own.stream().filter(part -> !all.get(0).contains(part)).toList());
        }
        return all;
    }

    /** Returns conditions as one line. */
    static String text(List<String> conditions) {
        return String.join(" · ", conditions);
    }

    /** Runs that stop early may differ in their rounds, also those of one method; the notes state how. */
    private static String rounds(SettingTable table) {
        Map<Integer, Boolean> stopped = new LinkedHashMap<>();
        table.summaries().forEach(run -> stopped.merge(run.setting().rounds(), run.stop() != null, Boolean::logicalOr));
        return alternatives(stopped.entrySet().stream()
                .map(rounds -> (rounds.getValue() ? "up to " : "") + Figures.count(rounds.getKey(), "round")));
    }

    private static String partition(RunArchive run) {
        JsonNode partition = json(run.inputs().configuration()).path("partition");
        List<String> details = new ArrayList<>();
        for (Map.Entry<String, JsonNode> option : partition.properties()) {
            boolean unused = option.getKey().equals("gap")
                    && partition.path("hold-out").asText().equals("random");
            if (option.getValue().isValueNode() && !MINOR.contains(option.getKey()) && !unused) {
                details.add(option.getKey() + " " + option.getValue().asText());
            }
        }
        String type = partition.path("type").asText();
        return type.isEmpty()
                ? ""
                : type + " partition" + (details.isEmpty() ? "" : " (" + String.join(", ", details) + ")");
    }

    private static String modalities(RunArchive run) {
        JsonNode modalities = json(run.inputs().configuration()).path("modalities");
        List<String> lacking = new ArrayList<>();
        double rate = modalities.path("missing-rate").asDouble();
        if (rate > 0) {
            lacking.add("missing rate " + rate); // first, because long texts are cut
        }
        for (JsonNode kind : modalities.path("clients")) {
            List<String> names = new ArrayList<>();
            kind.path("modalities").forEach(name -> names.add(name.asText()));
            lacking.add("%s with %s"
                    .formatted(Figures.percent(kind.path("fraction").asDouble()), String.join(" + ", names)));
        }
        return lacking.isEmpty() ? "" : "modalities: " + String.join(", ", lacking);
    }

    private static String network(RunArchive run, String part, String noun) {
        String type = json(run.inputs().configuration())
                .path("network")
                .path(part)
                .path("type")
                .asText();
        return type.isEmpty() ? "" : type + noun;
    }

    private static String training(RunArchive run, String key, String text) {
        JsonNode value = json(run.inputs().configuration()).path("training").path(key);
        return value.isMissingNode() ? "" : text.formatted(value.asText());
    }

    private static String version(RunArchive run) {
        for (JsonNode code : json(run.inputs().provenance()).path("code")) {
            if (code.path("kind").asText().equals("Runtime")) {
                return "Exeunt " + code.path("version").asText();
            }
        }
        return "";
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance(); // of a run in progress, or not written by this version
        }
    }
}

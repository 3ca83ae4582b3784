package org.exeunt.config;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.FailureText;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.Lookup;
import org.exeunt.config.plugins.NearMiss;
import org.exeunt.config.plugins.PluginKind;
import org.exeunt.config.plugins.PluginRegistry;

/** State of reading one configuration: plugins to look up, problems and keys found so far. For one thread. */
final class BindingContext {
    private final PluginRegistry registry;
    private final Map<KeyPath, String> overridden;
    private final Function<BindingContext, Optional<Class<? extends Record>>> openSection;
    private final Set<KeyPath> known = new LinkedHashSet<>();
    private final List<Supplier<Problem>> problems = new ArrayList<>();
    private int omitted;
    private final List<ExplainedKey> explained = new ArrayList<>();

    /**
     * Creates the context of one read.
     *
     * @param overridden paths of overridden values, each with the source of the override, such as {@code --set}
     * @param openSection supplies the options of the section that depends on another section; empty if they cannot be
     *     determined
     */
    BindingContext(
            PluginRegistry registry,
            Map<KeyPath, String> overridden,
            Function<BindingContext, Optional<Class<? extends Record>>> openSection) {
        this.registry = registry;
        this.overridden = Map.copyOf(overridden);
        this.openSection = openSection;
    }

    PluginRegistry registry() {
        return registry;
    }

    Optional<Class<? extends Record>> openSection() {
        return openSection.apply(this);
    }

    /** Returns the location; values at or below an overridden path have the origin {@link ValueOrigin#OVERRIDE}. */
    ConfigLocation withOverrideOrigin(ConfigLocation location) {
        return location.origin() == ValueOrigin.FILE
                        && overridden.keySet().stream().anyMatch(location.path()::isWithin)
                ? new ConfigLocation(location.path(), ValueOrigin.OVERRIDE)
                : location;
    }

    String idsOf(PluginKind kind) {
        return registry.plugins(kind.contract()).stream()
                .filter(InstalledPlugin::isCompatible)
                .map(plugin -> "'" + plugin.id() + "'")
                .collect(joining(", "));
    }

    void addKnownKey(KeyPath path) {
        known.add(path);
    }

    /** Reports a value of the wrong type; {@code type} is that of the option, or of the elements of a list option. */
    Optional<Object> rejectType(ConfigLocation location, JsonNode found, OptionType type, OptionSpec spec) {
        return reject(location, found, "must be " + spec.typeTextWithNotes(type) + hint(found, type, spec));
    }

    private static String hint(JsonNode found, OptionType type, OptionSpec spec) {
        if (found.isNull() && spec.isOfType(type)) {
            return "; to omit the value, remove the key";
        }
        return found.isTextual() && found.textValue().matches("true|false|-?[0-9.]+([eE][+-]?[0-9]+)?")
                ? "; remove the quotes"
                : "";
    }

    Optional<Object> reject(ConfigLocation location, JsonNode found, String expected) {
        add(location, Optional.of(found), expected);
        return Optional.empty();
    }

    Optional<Object> reject(ConfigLocation location, JsonNode found, Lookup.Refused answer) {
        String expected = answer.what()
                + answer.question().map(question -> "; " + question).orElse("");
        add(new Problem(answer.code(), location.path(), shown(location, found), expected, answer.details()));
        return Optional.empty();
    }

    Optional<Object> rejectMissing(ConfigLocation location, String expected) {
        add(location, Optional.empty(), expected);
        return Optional.empty();
    }

    /** Reports an exception thrown by the constructor of an options record. */
    void addRecordFailure(ConfigLocation location, String owner, Throwable failure) {
        if (failure instanceof VirtualMachineError fatal) {
            throw fatal;
        }
        if (failure instanceof IllegalArgumentException && failure.getMessage() != null) {
            add(location, Optional.empty(), failure.getMessage());
        } else {
            addFaultyOptions(location, owner, failure);
        }
    }

    /** Reports a defect of an options record, which is not an error of the configuration. */
    void addFaultyOptions(ConfigLocation location, String owner, Throwable failure) {
        String cause = failure instanceof ExeuntException ? failure.getMessage() : FailureText.of(failure);
        add(new Problem(
                ConfigErrors.FAULTY_OPTIONS,
                location.path(),
                Optional.empty(),
                "defect in the options of %s: %s".formatted(owner, cause)));
    }

    /** Reports an unknown key. The suggestion is computed at the end, when the keys of all sections are known. */
    void addUnknownKey(ConfigLocation location, JsonNode found, String owner, Collection<String> keys) {
        ConfigLocation effective = withOverrideOrigin(location);
        add(() -> new Problem(
                ConfigErrors.PROBLEMS,
                effective.path(),
                shown(effective, found),
                "unknown option of " + owner + suggestion(effective.path(), keys)));
    }

    private String suggestion(KeyPath path, Collection<String> keys) {
        return NearMiss.question(path.last(), keys)
                .or(() -> known.stream()
                        .filter(candidate -> candidate.last().equals(path.last()))
                        .min(Comparator.comparingInt(path::stepsTo))
                        .map(elsewhere -> "did you mean '" + elsewhere + "'?"))
                .map(question -> "; " + question)
                .orElseGet(() -> keys.isEmpty() ? "; it has no options" : "; options: " + String.join(", ", keys));
    }

    private void add(ConfigLocation location, Optional<JsonNode> found, String expected) {
        boolean written = location.origin().isWritten();
        add(new Problem(
                written ? ConfigErrors.PROBLEMS : ConfigErrors.FAULTY_OPTIONS,
                location.path(),
                found.flatMap(value -> shown(location, value)),
                written ? expected : "defect in this default: " + expected));
    }

    void add(Problem problem) {
        add(() -> problem);
    }

    private void add(Supplier<Problem> problem) {
        if (problems.size() < ProblemReport.MAX_PROBLEMS) {
            problems.add(problem);
        } else {
            omitted++;
        }
    }

    private String overrideSource(KeyPath path) {
        return overridden.entrySet().stream()
                .filter(override -> path.isWithin(override.getKey()))
                .max(Comparator.comparingInt(
                        override -> override.getKey().keys().size()))
                .map(Map.Entry::getValue)
                .orElseThrow();
    }

    private Optional<String> shown(ConfigLocation location, JsonNode value) {
        String note =
                switch (location.origin()) {
                    case FILE -> "";
                    case OVERRIDE -> " (" + overrideSource(location.path()) + ")";
                    case PRESET -> " (preset)";
                    case DEFAULT -> " (default)";
                };
        return Optional.of(JsonFormat.shown(value) + note);
    }

    void explain(ConfigLocation location, Optional<JsonNode> value, OptionSpec spec) {
        explained.add(new ExplainedKey(
                location.path(),
                value.map(JsonNode::toString),
                location.origin(),
                spec.description(),
                spec.typeText(),
                spec.unit()));
    }

    void explainChoice(KeyPath path, ValueOrigin origin, PluginKind kind, InstalledPlugin plugin) {
        explained.add(new ExplainedKey(
                path, Optional.of('"' + plugin.id() + '"'), origin, plugin.summary(), kind.withArticle(), ""));
    }

    /** Returns the problems in the order found: the first 100, followed by the number of further ones. */
    List<Problem> problems() {
        List<Problem> listed =
                new ArrayList<>(problems.stream().map(Supplier::get).toList());
        if (omitted > 0) {
            listed.add(new Problem(
                    ConfigErrors.PROBLEMS,
                    KeyPath.ROOT,
                    Optional.empty(),
                    "%d more problems are not listed".formatted(omitted)));
        }
        return List.copyOf(listed);
    }

    /** Returns all keys with their values, section by section. */
    List<ExplainedKey> explained() {
        return List.copyOf(explained);
    }
}

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
import java.util.function.Supplier;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.Lookup;
import org.exeunt.config.plugins.NearMiss;
import org.exeunt.config.plugins.PluginKind;
import org.exeunt.config.plugins.PluginRegistry;

/** One reading of one configuration: what it may look up, and what it has found so far. */
final class BindingContext {
    private final PluginRegistry registry;
    private final Map<KeyPath, String> overridden;
    private final OpenSection openSection;
    private final Set<KeyPath> known = new LinkedHashSet<>();
    private final List<Supplier<Problem>> problems = new ArrayList<>();
    private int unlisted;
    private final List<ExplainedKey> explained = new ArrayList<>();

    /**
     * Begins a reading.
     *
     * @param overridden paths whose values are overridden, each with what overrides it, such as {@code --set}
     * @param openSection knows the options of a section that is open
     */
    BindingContext(PluginRegistry registry, Map<KeyPath, String> overridden, OpenSection openSection) {
        this.registry = registry;
        this.overridden = Map.copyOf(overridden);
        this.openSection = openSection;
    }

    PluginRegistry registry() {
        return registry;
    }

    Optional<Class<? extends Record>> openSection() {
        return openSection.options(this);
    }

    /** Returns the place with its origin: written values under an overridden path come from the command line. */
    ConfigLocation inside(ConfigLocation place) {
        return place.origin() == ValueOrigin.FILE
                        && overridden.keySet().stream().anyMatch(place.path()::isWithin)
                ? new ConfigLocation(place.path(), ValueOrigin.OVERRIDE)
                : place;
    }

    String idsOf(PluginKind kind) {
        return registry.plugins(kind.contract()).stream()
                .filter(InstalledPlugin::isCompatible)
                .map(plugin -> "'" + plugin.id() + "'")
                .collect(joining(", "));
    }

    void known(KeyPath path) {
        known.add(path);
    }

    /** The value is not of {@code type}: that of the option, or of an element if the option is a list. */
    Optional<Object> wrongType(ConfigLocation place, JsonNode found, OptionType type, OptionSpec spec) {
        return refused(place, found, "must be " + spec.typeTextWithNotes(type) + hint(found, type, spec));
    }

    private static String hint(JsonNode found, OptionType type, OptionSpec spec) {
        if (found.isNull() && spec.isOfType(type)) {
            return "; to leave it out, leave out the key";
        }
        return found.isTextual() && found.textValue().matches("true|false|-?[0-9.]+([eE][+-]?[0-9]+)?")
                ? "; leave out the quotes"
                : "";
    }

    Optional<Object> refused(ConfigLocation place, JsonNode found, String expected) {
        add(place, ConfigErrors.PROBLEMS, Optional.of(found), expected);
        return Optional.empty();
    }

    Optional<Object> refused(ConfigLocation place, JsonNode found, Lookup.Refused answer) {
        String expected = answer.what()
                + answer.question().map(question -> "; " + question).orElse("");
        add(new Problem(answer.code(), place.path(), shown(place, found), expected, answer.details()));
        return Optional.empty();
    }

    Optional<Object> absent(ConfigLocation place, String expected) {
        add(place, ConfigErrors.PROBLEMS, Optional.empty(), expected);
        return Optional.empty();
    }

    /** The record itself refuses its values. */
    void contradiction(ConfigLocation place, String owner, Throwable failure) {
        if (failure instanceof VirtualMachineError fatal) {
            throw fatal;
        }
        if (failure instanceof IllegalArgumentException && failure.getMessage() != null) {
            add(place, ConfigErrors.PROBLEMS, Optional.empty(), failure.getMessage());
        } else {
            faulty(place, owner, failure);
        }
    }

    /** An options record is at fault. */
    void faulty(ConfigLocation place, String owner, Throwable failure) {
        String words = failure instanceof ExeuntException ? failure.getMessage() : failure.toString();
        add(new Problem(
                ConfigErrors.FAULTY_OPTIONS,
                place.path(),
                Optional.empty(),
                "a defect of the options of %s: %s".formatted(owner, words),
                List.of()));
    }

    /** A key that is none; what was meant may only become known later, when other sections have been read. */
    void unknown(ConfigLocation place, JsonNode found, String owner, Collection<String> keys) {
        ConfigLocation exact = inside(place);
        add(() -> new Problem(
                ConfigErrors.PROBLEMS,
                exact.path(),
                shown(exact, found),
                "unknown option of " + owner + meant(exact.path(), keys),
                List.of()));
    }

    private String meant(KeyPath path, Collection<String> keys) {
        return NearMiss.question(path.last(), keys)
                .or(() -> known.stream()
                        .filter(candidate -> candidate.last().equals(path.last()))
                        .min(Comparator.comparingInt(path::stepsTo))
                        .map(elsewhere -> "did you mean '" + elsewhere + "'?"))
                .map(question -> "; " + question)
                .orElseGet(() -> keys.isEmpty() ? "; it has none" : "; there are " + String.join(", ", keys));
    }

    private void add(ConfigLocation place, ErrorCode code, Optional<JsonNode> found, String expected) {
        boolean written = place.origin().isWritten();
        add(new Problem(
                written ? code : ConfigErrors.FAULTY_OPTIONS,
                place.path(),
                found.flatMap(value -> shown(place, value)),
                written ? expected : "a defect of this default: " + expected,
                List.of()));
    }

    void add(Problem problem) {
        add(() -> problem);
    }

    private void add(Supplier<Problem> problem) {
        if (problems.size() < ProblemReport.MOST) {
            problems.add(problem);
        } else {
            unlisted++;
        }
    }

    private String overriding(KeyPath path) {
        return overridden.entrySet().stream()
                .filter(override -> path.isWithin(override.getKey()))
                .max(Comparator.comparingInt(
                        override -> override.getKey().keys().size()))
                .map(Map.Entry::getValue)
                .orElseThrow();
    }

    private Optional<String> shown(ConfigLocation place, JsonNode value) {
        String note =
                switch (place.origin()) {
                    case FILE -> "";
                    case OVERRIDE -> " (" + overriding(place.path()) + ")";
                    case PRESET -> " (preset)";
                    case DEFAULT -> " (default)";
                };
        return Optional.of(JsonFormat.shown(value) + note);
    }

    void explain(ConfigLocation place, Optional<JsonNode> value, OptionSpec spec) {
        explained.add(new ExplainedKey(
                place.path(),
                value.map(JsonNode::toString),
                place.origin(),
                spec.description(),
                spec.typeText(),
                spec.unit()));
    }

    void chosen(KeyPath path, ValueOrigin origin, PluginKind kind, InstalledPlugin plugin) {
        explained.add(
                new ExplainedKey(path, Optional.of('"' + plugin.id() + '"'), origin, plugin.summary(), kind.one(), ""));
    }

    /** Returns what is wrong, in the order it was found; beyond a hundred problems, how many more there are. */
    List<Problem> problems() {
        List<Problem> listed =
                new ArrayList<>(problems.stream().map(Supplier::get).toList());
        if (unlisted > 0) {
            listed.add(new Problem(
                    ConfigErrors.PROBLEMS,
                    KeyPath.ROOT,
                    Optional.empty(),
                    "%d more problems are not listed".formatted(unlisted),
                    List.of()));
        }
        return List.copyOf(listed);
    }

    /** Returns every key, section by section. */
    List<ExplainedKey> explained() {
        return List.copyOf(explained);
    }
}

package org.exeunt.config.option;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.FailureText;
import org.exeunt.config.json.JsonFormat;
import org.exeunt.config.json.KeyPath;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.NearMiss;
import org.exeunt.config.plugins.PluginKind;
import org.exeunt.config.plugins.PluginRegistry;

/** State of reading one configuration: plugins to look up, problems found so far. For one thread. */
public final class BindingContext {
    private final PluginRegistry registry;
    private final Map<KeyPath, String> overridden;
    private final Function<BindingContext, Optional<Class<? extends Record>>> openSection;
    private final List<Problem> problems = new ArrayList<>();
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

    public PluginRegistry registry() {
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
        return registry.choosable(kind.contract()).stream()
                .map(plugin -> "'" + plugin.id() + "'")
                .collect(joining(", "));
    }

    /** Reports a value of the wrong type; {@code type} is that of the option, or of the elements of a list option. */
    Optional<Object> rejectType(ConfigLocation location, JsonNode found, OptionType type, OptionSpec spec) {
        return reject(location, found, "must be " + type.typeText(spec));
    }

    Optional<Object> reject(ConfigLocation location, JsonNode found, String expected) {
        add(location, Optional.of(found), expected);
        return Optional.empty();
    }

    /** Adds a problem with a plugin that cannot be chosen; returns an empty value. */
    Optional<Object> reject(ConfigLocation location, JsonNode found, ExeuntException refusal) {
        add(new Problem(refusal.code(), location.path(), shown(location, found), refusal.getMessage()));
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
    public void addFaultyOptions(ConfigLocation location, String owner, Throwable failure) {
        String cause = failure instanceof ExeuntException ? failure.getMessage() : FailureText.of(failure);
        add(new Problem(
                Errors.PLUGIN_05.code(),
                location.path(),
                Optional.empty(),
                "defect in the options of %s: %s".formatted(owner, cause)));
    }

    /** Reports an unknown key. */
    void addUnknownKey(ConfigLocation location, JsonNode found, String owner, Collection<String> keys) {
        KeyPath section = new KeyPath(
                location.path().keys().subList(0, location.path().keys().size() - 1));
        String suggestion = NearMiss.hint(location.path().last(), keys);
        if (suggestion.isEmpty() && !section.isRoot() && overridden.containsKey(section.key(ChoiceType.TYPE))) {
            suggestion = "; to replace the section, set %1$s=ID in place of %1$s.type=ID".formatted(section);
        }
        if (suggestion.isEmpty()) {
            String others = registry.plugins().stream()
                    .filter(plugin -> owner.startsWith(plugin.kind() + " "))
                    .filter(plugin -> OptionSpec.of(plugin.options()).stream()
                            .anyMatch(spec -> spec.key().equals(location.path().last())))
                    .map(plugin -> "'%s'".formatted(plugin.id()))
                    .collect(joining(", "));
            suggestion = others.isEmpty() ? "" : "; it is an option of " + others;
        }
        if (suggestion.isEmpty()) {
            suggestion = keys.isEmpty() ? "; it has no options" : "; options: " + String.join(", ", keys);
        }
        reject(withOverrideOrigin(location), found, "unknown option of %s%s".formatted(owner, suggestion));
    }

    private void add(ConfigLocation location, Optional<JsonNode> found, String expected) {
        boolean written = location.origin().isWritten();
        add(new Problem(
                written ? Errors.CONFIG_01.code() : Errors.PLUGIN_05.code(),
                location.path(),
                found.flatMap(value -> shown(location, value)),
                written ? expected : "defect in this default: " + expected));
    }

    private void add(Problem problem) {
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
                location.origin() == ValueOrigin.FILE ? "" : " (" + source(location.path(), location.origin()) + ")";
        return Optional.of(JsonFormat.shown(value) + note);
    }

    private String source(KeyPath path, ValueOrigin origin) {
        return switch (origin) {
            case FILE -> "file";
            case OVERRIDE -> overrideSource(path);
            case PRESET -> "preset";
            case DEFAULT -> "default";
        };
    }

    void explain(ConfigLocation location, Optional<JsonNode> value, OptionSpec spec) {
        explained.add(new ExplainedKey(
                location.path(),
                value.map(JsonNode::toString),
                source(location.path(), location.origin()),
                spec.description(),
                spec.typeText(),
                spec.unit()));
    }

    void explainChoice(KeyPath path, ValueOrigin origin, PluginKind kind, InstalledPlugin plugin) {
        String value = '"' + plugin.id() + '"';
        explained.add(new ExplainedKey(
                path, Optional.of(value), source(path, origin), plugin.summary(), kind.withArticle(), ""));
    }

    /** Returns the problems in the order found: the first 100, followed by the number of further ones. */
    List<Problem> problems() {
        List<Problem> listed = new ArrayList<>(problems);
        if (omitted > 0) {
            listed.add(new Problem(
                    Errors.CONFIG_01.code(),
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

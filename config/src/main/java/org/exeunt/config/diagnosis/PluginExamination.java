package org.exeunt.config.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.config.ConfigErrors;
import org.exeunt.config.OptionSpec;
import org.exeunt.config.RecordBinder;
import org.exeunt.config.plugins.FailureMessages;
import org.exeunt.config.plugins.KebabCase;
import org.exeunt.config.plugins.MemoryShortage;
import org.exeunt.config.plugins.PluginOrigin;
import org.exeunt.config.plugins.PluginRegistry;

/**
 * Looks at one plugin that could be loaded: rules P3 to P7. Whatever the plugin throws becomes a finding; a shortage of memory is thrown on.
 *
 * @param plugin looked at
 * @param registry with all plugins that its defaults may name, and itself
 * @param context to make something with
 */
public record PluginExamination(Plugin<?, ?> plugin, PluginRegistry registry, PluginContext context) {
    private static final int LONGEST_SENTENCE = 160;

    /** Returns all findings; rules that cannot hold because another is broken are left out. */
    public List<RuleViolation> findings() {
        List<RuleViolation> findings = new ArrayList<>();
        version().ifPresent(findings::add);
        boolean compatible = findings.isEmpty();
        summary().ifPresent(findings::add);
        Optional<RuleViolation> options = options();
        Optional<RuleViolation> defaults = options.isPresent() ? options : defaults();
        defaults.ifPresent(findings::add);
        if (compatible && defaults.isEmpty()) {
            creation().ifPresent(findings::add);
        }
        return findings;
    }

    /** P3: its jar was built for this api, or does not state for which. */
    private Optional<RuleViolation> version() {
        PluginOrigin origin = PluginOrigin.of(plugin.getClass());
        return origin.isCompatible()
                ? Optional.empty()
                : Optional.of(new RuleViolation(
                        "P3", "built for api %s, this is api %s".formatted(origin.apiVersion(), ApiVersion.CURRENT)));
    }

    /** P4: its summary is one sentence. */
    public Optional<RuleViolation> summary() {
        return look("P4", () -> faultOfSentence("summary", plugin.summary()));
    }

    /** P5: every option is described. */
    public Optional<RuleViolation> options() {
        return look("P5", () -> {
            for (OptionSpec option : OptionSpec.of(plugin.options())) {
                if (!option.key().matches(KebabCase.PATTERN)) {
                    return Optional.of("key '%s' is not kebab-case".formatted(option.key()));
                }
                Optional<String> fault =
                        faultOfSentence("sentence of option '%s'".formatted(option.key()), option.description());
                if (fault.isPresent()) {
                    return fault;
                }
            }
            return Optional.empty();
        });
    }

    /** P6: every default is a value that its option allows. */
    public Optional<RuleViolation> defaults() {
        return look("P6", () -> new RecordBinder(registry)
                .read(plugin.options(), "defaults of '%s'".formatted(plugin.id()), "{}").problems().stream()
                        .filter(problem -> problem.code().equals(ConfigErrors.FAULTY_OPTIONS))
                        .map(Object::toString)
                        .findFirst());
    }

    /** P7: unless an option is required, something of its kind is made from defaults. */
    public Optional<RuleViolation> creation() {
        return look("P7", () -> {
            if (!OptionSpec.of(plugin.options()).stream().allMatch(OptionSpec::mayBeLeftOut)) {
                return Optional.empty();
            }
            Object made = new RecordBinder(registry)
                    .choose(plugin.kind(), plugin.id(), "the examination")
                    .create(context);
            if (!plugin.kind().isInstance(made)) {
                return Optional.of("makes %s, not a %s"
                        .formatted(
                                made == null ? "null" : "a " + made.getClass().getName(),
                                plugin.kind().getName()));
            }
            if (made instanceof AutoCloseable closeable) {
                close(closeable);
            }
            return Optional.empty();
        });
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<RuleViolation> look(String rule, Supplier<Optional<String>> check) {
        try {
            return check.get().map(fault -> new RuleViolation(rule, fault));
        } catch (ExeuntException e) {
            return Optional.of(
                    new RuleViolation(rule, e.code() + " " + e.getMessage().replace("\n", " ")));
        } catch (Throwable e) {
            MemoryShortage.rethrow(e);
            return Optional.of(new RuleViolation(rule, "throws " + FailureMessages.of(e)));
        }
    }

    private static Optional<String> faultOfSentence(String what, String text) {
        if (text.isBlank()) {
            return Optional.of(what + " is empty");
        }
        String found = "%s '%s'".formatted(what, text.replace("\n", "\\n"));
        if (text.contains("\n") || text.length() >= LONGEST_SENTENCE) {
            return Optional.of("%s is not one line of fewer than %d characters".formatted(found, LONGEST_SENTENCE));
        }
        if (Character.isLowerCase(text.charAt(0))) {
            return Optional.of(found + " does not begin with a capital");
        }
        return text.endsWith(".")
                ? Optional.of(found + " ends with a full stop; it is shown in tables")
                : Optional.empty();
    }
}

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
 * Checks rules P3 to P7 for a loaded plugin. Exceptions of the plugin become findings, unless the process is out of
 * memory.
 *
 * @param plugin the plugin to check
 * @param registry contains the plugin and all plugins that its defaults choose
 * @param context passed to the plugin when it creates its product
 */
public record PluginExamination(Plugin<?, ?> plugin, PluginRegistry registry, PluginContext context) {
    private static final int MAX_SENTENCE_LENGTH = 160;

    /** Returns all findings; rules that depend on a violated rule are not checked. */
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

    /** P3: the jar was built for this api version, or does not state a version. */
    private Optional<RuleViolation> version() {
        PluginOrigin origin = PluginOrigin.of(plugin.getClass());
        return origin.isCompatible()
                ? Optional.empty()
                : Optional.of(new RuleViolation(
                        "P3", "built for api %s, this is api %s".formatted(origin.apiVersion(), ApiVersion.CURRENT)));
    }

    /** P4: the summary is one sentence. */
    public Optional<RuleViolation> summary() {
        return check("P4", () -> sentenceFault("summary", plugin.summary()));
    }

    /** P5: every option has a description. */
    public Optional<RuleViolation> options() {
        return check("P5", () -> {
            for (OptionSpec option : OptionSpec.of(plugin.options())) {
                if (!option.key().matches(KebabCase.PATTERN)) {
                    return Optional.of("key '%s' is not kebab-case".formatted(option.key()));
                }
                Optional<String> fault =
                        sentenceFault("description of option '%s'".formatted(option.key()), option.description());
                if (fault.isPresent()) {
                    return fault;
                }
            }
            return Optional.empty();
        });
    }

    /** P6: every default is allowed by its option. */
    public Optional<RuleViolation> defaults() {
        return check("P6", () -> new RecordBinder(registry)
                .read(plugin.options(), "defaults of '%s'".formatted(plugin.id()), "{}").problems().stream()
                        .filter(problem -> problem.code().equals(ConfigErrors.FAULTY_OPTIONS))
                        .map(Object::toString)
                        .findFirst());
    }

    /** P7: unless an option is required, the plugin creates its product from defaults. */
    public Optional<RuleViolation> creation() {
        return check("P7", () -> {
            if (!OptionSpec.of(plugin.options()).stream().allMatch(OptionSpec::mayBeLeftOut)) {
                return Optional.empty();
            }
            Object product = new RecordBinder(registry)
                    .choose(plugin.kind(), plugin.id(), "the examination")
                    .create(context);
            if (!plugin.kind().isInstance(product)) {
                return Optional.of("creates %s; expected an instance of %s"
                        .formatted(
                                product == null
                                        ? "null"
                                        : "an instance of " + product.getClass().getName(),
                                plugin.kind().getName()));
            }
            if (product instanceof AutoCloseable closeable) {
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

    private static Optional<RuleViolation> check(String rule, Supplier<Optional<String>> check) {
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

    private static Optional<String> sentenceFault(String what, String text) {
        if (text.isBlank()) {
            return Optional.of(what + " is empty");
        }
        String found = "%s '%s'".formatted(what, text.replace("\n", "\\n"));
        if (text.contains("\n") || text.length() >= MAX_SENTENCE_LENGTH) {
            return Optional.of("%s is not one line of fewer than %d characters".formatted(found, MAX_SENTENCE_LENGTH));
        }
        if (Character.isLowerCase(text.charAt(0))) {
            return Optional.of(found + " does not start with a capital");
        }
        return text.endsWith(".")
                ? Optional.of(found + " ends with a full stop, which does not fit into tables")
                : Optional.empty();
    }
}

package org.exeunt.config.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.FailureText;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.config.option.OptionSpec;
import org.exeunt.config.option.RecordBinder;
import org.exeunt.config.plugins.KebabCase;
import org.exeunt.config.plugins.PluginOrigin;
import org.exeunt.config.plugins.PluginRegistry;

/**
 * Checks rules P3 to P7 for a loaded plugin. Exceptions of the plugin become findings.
 *
 * @param plugin the plugin to check
 * @param registry contains the plugin and all plugins that its defaults choose
 * @param context passed to the plugin when it creates its product
 */
public record PluginExamination(Plugin<?, ?> plugin, PluginRegistry registry, PluginContext context) {
    private static final Pattern SENTENCE = Pattern.compile("[^\\p{Ll}\\s].{0,158}[^.]");

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
        PluginOrigin origin = PluginOrigin.of(plugin.declaredBy());
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
                        .filter(problem -> problem.code().equals(Errors.PLUGIN_05.code()))
                        .map(Object::toString)
                        .findFirst());
    }

    /** P7: unless an option is required, the plugin creates its product from defaults. */
    public Optional<RuleViolation> creation() {
        return check("P7", () -> {
            if (!OptionSpec.of(plugin.options()).stream().allMatch(OptionSpec::mayBeLeftOut)) {
                return Optional.empty();
            }
            PluginChoice<?> choice = new RecordBinder(registry).choose(plugin.kind(), plugin.id(), "the examination");
            if (PluginCall.create(choice, "the examination", context) instanceof AutoCloseable closeable) {
                closeable.close();
            }
            return Optional.empty();
        });
    }

    private static Optional<RuleViolation> check(String rule, Callable<Optional<String>> check) {
        try {
            return check.call().map(fault -> new RuleViolation(rule, fault));
        } catch (Throwable e) { // a plugin may fail in any way
            return Optional.of(new RuleViolation(rule, FailureText.of(e).replace("\n", " ")));
        }
    }

    private static Optional<String> sentenceFault(String what, String text) {
        return SENTENCE.matcher(text).matches()
                ? Optional.empty()
                : Optional.of(
                        "%s '%s' is not one line of at most 160 characters with a capital first and no full stop last"
                                .formatted(what, text.replace("\n", "\\n")));
    }
}

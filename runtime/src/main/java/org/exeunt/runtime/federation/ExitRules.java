package org.exeunt.runtime.federation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.runtime.store.RuleFamily;

/** The rules of all exit policies of a run, for one client after the other. Safe for any number of threads. */
public final class ExitRules {
    private static final String GIVING = "giving its rules";

    /** How many clients a message names. */
    private static final int NAMED = 10;

    private final List<PluginChoice<ExitPolicy>> choices;
    private final List<ExitPolicy> policies;

    private ExitRules(List<PluginChoice<ExitPolicy>> choices, List<ExitPolicy> policies) {
        this.choices = choices;
        this.policies = policies;
    }

    static ExitRules of(List<PluginChoice<ExitPolicy>> choices, PluginContext context) {
        return new ExitRules(
                choices,
                choices.stream()
                        .map(choice -> PluginCall.create(choice, "evaluation.exit-policies", context))
                        .toList());
    }

    /** Returns whether rules depend on validation examples. */
    public boolean needValidation() {
        return IntStream.range(0, policies.size()).anyMatch(this::needsValidation);
    }

    /** Returns which policies need validation examples of clients that have none, and which policies cannot work with so many exits. */
    List<String> problems(List<Client> clients, int exits) {
        List<String> without = clients.stream()
                .filter(client ->
                        client.test().size() > 0 && client.validation().size() == 0)
                .map(client -> client.id().toString())
                .toList();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < policies.size(); i++) {
            if (needsValidation(i) && !without.isEmpty()) {
                problems.add(
                        "evaluation.exit-policies: '%s' needs validation examples, and %d of %d clients have none: %s%s; raise partition.validation-fraction or leave the policy out"
                                .formatted(
                                        id(i),
                                        without.size(),
                                        clients.size(),
                                        without.stream().limit(NAMED).collect(Collectors.joining(", ")),
                                        without.size() > NAMED ? ", …" : ""));
            }
            refusal(i, exits).ifPresent(problems::add);
        }
        return problems;
    }

    private Optional<String> refusal(int policy, int exits) {
        return PluginCall.call(choices.get(policy), GIVING, () -> {
            try {
                policies.get(policy).rules(CalibrationSet.none(exits));
                return Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.of(
                        "evaluation.exit-policies: '%s' cannot work here: %s".formatted(id(policy), e.getMessage()));
            }
        });
    }

    /** Returns which rules belong to which policy. */
    public List<RuleFamily> families(int exits) {
        List<RuleFamily> families = new ArrayList<>();
        for (int i = 0; i < policies.size(); i++) {
            families.add(
                    new RuleFamily(id(i), rules(i, CalibrationSet.none(exits)).size()));
        }
        return families;
    }

    /** Returns the rules of all policies, in the configuration's order, for one client. */
    public List<ExitRule> calibrated(CalibrationSet calibration) {
        CalibrationSet none = CalibrationSet.none(calibration.exits());
        List<ExitRule> all = new ArrayList<>();
        for (int i = 0; i < policies.size(); i++) {
            List<ExitRule> expected = rules(i, none);
            List<ExitRule> rules = needsValidation(i) ? rules(i, calibration) : expected;
            if (!labels(rules).equals(labels(expected))) {
                throw PluginCall.broken(
                        choices.get(i),
                        "its rules are %s for one client and %s for another; expected the same for all"
                                .formatted(labels(expected), labels(rules)));
            }
            all.addAll(rules);
        }
        return all;
    }

    private boolean needsValidation(int policy) {
        return PluginCall.ask(choices.get(policy), policies.get(policy)::needsValidation);
    }

    private List<ExitRule> rules(int policy, CalibrationSet calibration) {
        PluginChoice<ExitPolicy> choice = choices.get(policy);
        List<ExitRule> rules = PluginCall.call(choice, GIVING, () -> policies.get(policy).rules(calibration).stream()
                .<ExitRule>map(rule -> new Chosen(choice, rule.label(), rule))
                .toList());
        // records have a row per rule
        for (String label : labels(rules)) {
            if (label.codePoints().anyMatch(Character::isISOControl)) {
                throw PluginCall.broken(
                        choice,
                        "the label '%s' of a rule has line breaks or other control characters; expected one line of text"
                                .formatted(label.replaceAll("\\p{Cntrl}", "\uFFFD")));
            }
        }
        return rules;
    }

    /** Whatever a rule throws is reported in the name of its policy. */
    private record Chosen(PluginChoice<ExitPolicy> choice, String label, ExitRule rule) implements ExitRule {
        @Override
        public boolean shouldExit(ExitInput view) {
            return PluginCall.call(choice, "deciding whether an input leaves", () -> rule.shouldExit(view));
        }
    }

    private static List<String> labels(List<ExitRule> rules) {
        return rules.stream().map(ExitRule::label).toList();
    }

    private String id(int policy) {
        return choices.get(policy).plugin().id();
    }
}

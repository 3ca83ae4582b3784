package org.exeunt.runtime.federation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.runtime.store.records.SummaryBuilder.RuleFamily;

/** Creates the exit rules of all exit policies of a run for each client. Thread-safe. */
public final class ExitRules {
    private static final String CREATING_RULES = "creating its rules";

    private static final double SUM_TOLERANCE = 1e-6;

    /** Maximum number of clients that a message lists. */
    private static final int MAX_NAMED = 10;

    private final List<PluginChoice<ExitPolicy>> choices;
    private final List<ExitPolicy> policies;

    private ExitRules(List<PluginChoice<ExitPolicy>> choices, List<ExitPolicy> policies) {
        this.choices = choices;
        this.policies = policies;
    }

    public static ExitRules of(List<PluginChoice<ExitPolicy>> choices, PluginContext context) {
        return new ExitRules(
                choices,
                choices.stream()
                        .map(choice -> PluginCall.create(choice, "evaluation.exit-policies", context))
                        .toList());
    }

    /** Returns whether any policy needs validation examples. */
    public boolean needsValidation() {
        return IntStream.range(0, policies.size()).anyMatch(this::needsValidation);
    }

    /**
     * Returns a problem for each policy that needs validation examples if clients have none, and for each policy that
     * rejects the number of exits. Each rule that needs no examples decides about one input and answers it, so that one
     * that throws does so before the first round.
     */
    List<String> problems(List<Client> clients, int exits, int classes) {
        List<String> without = needsValidation()
                ? clients.stream()
                        .filter(client ->
                                client.test().size() > 0 && client.validation().size() == 0)
                        .map(client -> client.id().toString())
                        .toList()
                : List.of();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < policies.size(); i++) {
            if (needsValidation(i) && !without.isEmpty()) {
                problems.add(("evaluation.exit-policies: '%s' needs validation examples, and %d of %d clients have "
                                + "none: %s%s; raise partition.validation-fraction or remove the policy")
                        .formatted(
                                id(i),
                                without.size(),
                                clients.size(),
                                without.stream().limit(MAX_NAMED).collect(Collectors.joining(", ")),
                                without.size() > MAX_NAMED ? ", …" : ""));
            }
            problem(i, exits, classes).ifPresent(problems::add);
        }
        return problems;
    }

    private Optional<String> problem(int policy, int exits, int classes) {
        try {
            List<ExitRule> rules = checkedRules(policy, CalibrationSet.none(exits));
            if (!needsValidation(policy)) {
                rules.forEach(rule -> decide(rule, exits, classes));
            }
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(
                    "evaluation.exit-policies: '%s' cannot work here: %s".formatted(id(policy), e.getMessage()));
        }
    }

    /** Lets a rule decide at every exit about an input whose classes are equally probable, and answer it. */
    private static void decide(ExitRule rule, int exits, int classes) {
        double[][] probabilities = new double[exits][classes];
        for (int exit = 1; exit <= exits; exit++) {
            Arrays.fill(probabilities[exit - 1], 1.0 / classes);
            ExitInput input = new ExitInput(Arrays.copyOf(probabilities, exit));
            if (exit < exits) {
                rule.shouldExit(input);
            }
            rule.answer(input);
        }
    }

    /** Returns the number of rules of each policy, in the order of the configuration. */
    public List<RuleFamily> families(int exits) {
        List<RuleFamily> families = new ArrayList<>();
        for (int i = 0; i < policies.size(); i++) {
            families.add(
                    new RuleFamily(name(i), rules(i, CalibrationSet.none(exits)).size()));
        }
        return families;
    }

    /** Returns the rules of all policies for one client, in the order of the configuration. */
    public List<ExitRule> calibrated(CalibrationSet calibration) {
        CalibrationSet none = CalibrationSet.none(calibration.exits());
        List<ExitRule> all = new ArrayList<>();
        for (int i = 0; i < policies.size(); i++) {
            List<ExitRule> expected = rules(i, none);
            List<ExitRule> rules = needsValidation(i) ? rules(i, calibration) : expected;
            if (!labels(rules).equals(labels(expected))) {
                throw PluginCall.contractViolation(
                        choices.get(i),
                        "its rules are %s for one client and %s for another; expected the same labels for all clients"
                                .formatted(labels(expected), labels(rules)));
            }
            all.addAll(rules);
        }
        return all;
    }

    private boolean needsValidation(int policy) {
        return policies.get(policy).needsValidation();
    }

    private List<ExitRule> rules(int policy, CalibrationSet calibration) {
        return PluginCall.call(choices.get(policy), CREATING_RULES, () -> checkedRules(policy, calibration));
    }

    private List<ExitRule> checkedRules(int policy, CalibrationSet calibration) {
        PluginChoice<ExitPolicy> choice = choices.get(policy);
        List<ExitRule> given = policies.get(policy).rules(calibration);
        List<ExitRule> rules = PluginCall.call(choice, "naming its rules", () -> given.stream()
                .<ExitRule>map(rule -> new Chosen(choice, rule == null ? null : rule.label(), rule))
                .toList());
        // records contain one row per rule, with its label
        List<String> labels = labels(rules);
        if (labels.isEmpty() || labels.contains(null) || new HashSet<>(labels).size() < labels.size()) {
            throw PluginCall.contractViolation(
                    choice, "its rules are %s; expected at least one, with different labels".formatted(labels));
        }
        for (String label : labels) {
            if (label.codePoints().anyMatch(Character::isISOControl)) {
                throw PluginCall.contractViolation(
                        choice,
                        ("the label '%s' of a rule contains line breaks or other control characters; expected one line"
                                        + " of text")
                                .formatted(label.replaceAll("\\p{Cntrl}", "\uFFFD")));
            }
        }
        return rules;
    }

    /** Reports exceptions of a rule as failures of its policy's plugin. */
    private record Chosen(PluginChoice<ExitPolicy> choice, String label, ExitRule rule) implements ExitRule {
        @Override
        public boolean shouldExit(ExitInput input) {
            return PluginCall.call(choice, "deciding whether an input leaves", () -> rule.shouldExit(input));
        }

        @Override
        public double[] answer(ExitInput input) {
            double[] answer = PluginCall.call(choice, "answering an input", () -> rule.answer(input));
            DoubleSummaryStatistics values =
                    DoubleStream.of(answer == null ? new double[0] : answer).summaryStatistics();
            boolean sums = Math.abs(values.getSum() - 1) <= SUM_TOLERANCE; // not if a value is NaN
            if (!sums || values.getMin() < 0 || values.getCount() != input.classes()) {
                throw PluginCall.contractViolation(
                        choice,
                        ("the rule '%s' answers an input at exit %s with %d values, the smallest %s, of sum %s;"
                                        + " expected %d probabilities of sum 1")
                                .formatted(
                                        label,
                                        input.exit(),
                                        values.getCount(),
                                        values.getMin(),
                                        values.getSum(),
                                        input.classes()));
            }
            return answer;
        }
    }

    private static List<String> labels(List<ExitRule> rules) {
        return rules.stream().map(ExitRule::label).toList();
    }

    /** Returns the id of a policy, numbered if the configuration has several policies of this id. */
    private String name(int policy) {
        List<Integer> same = IntStream.range(0, choices.size())
                .filter(other -> id(other).equals(id(policy)))
                .boxed()
                .toList();
        return same.size() == 1 ? id(policy) : "%s (%d)".formatted(id(policy), same.indexOf(policy) + 1);
    }

    private String id(int policy) {
        return choices.get(policy).plugin().id();
    }
}

package org.exeunt.runtime.federation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.exit.Promise;
import org.exeunt.api.exit.SharedChoice;
import org.exeunt.api.exit.SharedChoice.Chosen;
import org.exeunt.api.exit.SharedChoice.Counts;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.tracking.ClientEvaluation.RuleResult;

/**
 * Creates the exit rules of all exit policies of a run for each client. Thread-safe.
 *
 * @param choices the policies of the configuration
 * @param policies created from them
 */
public record ExitRules(List<PluginChoice<ExitPolicy>> choices, List<ExitPolicy> policies) {
    private static final double SUM_TOLERANCE = 1e-6;

    public static ExitRules of(List<PluginChoice<ExitPolicy>> choices, PluginContext context) {
        return new ExitRules(
                choices,
                choices.stream()
                        .map(choice -> PluginCall.create(choice, "evaluation.exit-policies", context))
                        .toList());
    }

    /** Returns whether any policy needs validation examples. */
    public boolean needsValidation() {
        return policies.stream().anyMatch(ExitPolicy::needsValidation);
    }

    /**
     * Returns a problem for each policy that needs validation examples if clients have none, and for each policy that
     * rejects the number of exits, and for each rule that two policies have. Each rule that needs no examples decides
     * about one input and answers it, so that one that throws does so before the first round.
     */
    List<String> problems(List<Client> clients, int exits, int classes) {
        List<String> problems = new ArrayList<>();
        List<Client> without = clients.stream()
                .filter(client -> needsValidation()
                        && client.test().size() > 0
                        && client.validation().size() == 0)
                .toList();
        Set<String> labels = new HashSet<>();
        for (int i = 0; i < policies.size(); i++) {
            if (policies.get(i).needsValidation() && !without.isEmpty()) {
                problems.add(
                        ("evaluation.exit-policies: '%s' needs validation examples, and %d of %d clients have none:"
                                        + " %s; raise partition.validation-fraction or remove the policy")
                                .formatted(
                                        id(i),
                                        without.size(),
                                        clients.size(),
                                        Federation.named(
                                                without.stream().map(Client::id).toList())));
            }
            try {
                List<ExitRule> rules = rules(i, CalibrationSet.none(exits));
                Stream.concat(rules.stream().map(ExitRule::label), shared(i).map(SharedChoice::label).stream())
                        .filter(label -> !labels.add(label))
                        .forEach(label -> problems.add(
                                "evaluation.exit-policies: the rule '%s' is there twice; remove one".formatted(label)));
                if (!policies.get(i).needsValidation()) {
                    rules.forEach(rule -> decide(rule, exits, classes));
                }
            } catch (IllegalArgumentException e) {
                problems.add("evaluation.exit-policies: '%s' cannot work here: %s".formatted(id(i), e.getMessage()));
            }
        }
        return problems;
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

    /**
     * Returns the name of the policy of each rule of a report, in the order of the configuration. A policy of which all
     * clients choose one rule has one.
     */
    public List<String> policyNames(int exits) {
        return IntStream.range(0, policies.size())
                .boxed()
                .flatMap(i -> Collections.nCopies(shared(i).isPresent() ? 1 : candidates(i, exits), name(i)).stream())
                .toList();
    }

    private int candidates(int policy, int exits) {
        return rules(policy, CalibrationSet.none(exits)).size();
    }

    private Optional<SharedChoice> shared(int policy) {
        return policies.get(policy).sharedChoice();
    }

    /** Returns whether any rule has a promise. */
    public boolean promises(int exits) {
        return IntStream.range(0, policies.size())
                .anyMatch(i -> shared(i).isPresent()
                        || rules(i, CalibrationSet.none(exits)).stream()
                                .anyMatch(rule -> rule.promise().isPresent()));
    }

    /** Returns the counts of one client for each policy of which all clients choose one rule. */
    public List<Counts> counts(CalibrationSet calibration) {
        return policies.stream()
                .flatMap(policy -> policy.sharedChoice().stream())
                .map(choice -> choice.counts(calibration))
                .toList();
    }

    /**
     * Lets all clients choose one rule of each policy that asks for it.
     *
     * @param counts of each client, in client order
     * @param exits number of exits, m
     * @return the rules of all policies, each a candidate's place and, if all clients chose it, its label and promise
     */
    public List<Choice> choose(List<List<Counts>> counts, int exits) {
        List<Choice> chosen = new ArrayList<>();
        int first = 0;
        int choices = 0;
        for (int i = 0; i < policies.size(); i++) {
            int candidates = candidates(i, exits);
            Optional<SharedChoice> shared = shared(i);
            if (shared.isEmpty()) {
                IntStream.range(first, first + candidates)
                        .forEach(rule -> chosen.add(new Choice(rule, Optional.empty())));
            } else {
                int choice = choices++;
                Counts sums = counts.stream()
                        .map(each -> each.get(choice))
                        .reduce(new Counts(0, Collections.nCopies(candidates, 0)), Counts::plus);
                Chosen one = shared.get().choose(sums);
                chosen.add(new Choice(
                        first + Objects.checkIndex(one.rule(), candidates),
                        Optional.of(new Shared(shared.get().label(), one.promise()))));
            }
            first += candidates;
        }
        return chosen;
    }

    /**
     * A rule of a report.
     *
     * @param rule its place among those of {@link #calibrated}
     * @param shared what all clients chose; empty if each client has its own
     */
    public record Choice(int rule, Optional<Shared> shared) {
        /** Returns the result of the rule, from those of all candidates. */
        public RuleResult of(List<RuleResult> candidates) {
            RuleResult result = candidates.get(rule);
            return shared.map(chosen -> result.chosen(chosen.label(), chosen.promise()))
                    .orElse(result);
        }
    }

    /** A rule that all clients share. */
    public record Shared(String label, Promise promise) {}

    /**
     * Returns the rules of all policies for one client, in the order of the configuration, with all candidates of those
     * of which all clients choose one.
     */
    public List<ExitRule> calibrated(CalibrationSet calibration) {
        List<ExitRule> all = new ArrayList<>();
        for (int i = 0; i < policies.size(); i++) {
            List<ExitRule> expected = rules(i, CalibrationSet.none(calibration.exits()));
            List<ExitRule> rules = policies.get(i).needsValidation() ? rules(i, calibration) : expected;
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

    /** Returns the rules of a policy; records contain one row per rule, with its label. */
    private List<ExitRule> rules(int policy, CalibrationSet calibration) {
        PluginChoice<ExitPolicy> choice = choices.get(policy);
        List<ExitRule> given = policies.get(policy).rules(calibration);
        List<ExitRule> rules = PluginCall.call(choice, "naming its rules", () -> given.stream()
                .<ExitRule>map(rule -> new Checked(choice, rule == null ? null : rule.label(), rule))
                .toList());
        List<String> labels = labels(rules);
        if (labels.isEmpty()
                || labels.contains(null)
                || new HashSet<>(labels).size() < labels.size()
                || labels.toString().codePoints().anyMatch(Character::isISOControl)) {
            throw PluginCall.contractViolation(
                    choice,
                    "its rules are %s; expected at least one, with different labels, each one line of text"
                            .formatted(labels.toString().replaceAll("\\p{Cntrl}", "\uFFFD")));
        }
        return rules;
    }

    /** Checks the answers of a rule, and reports its exceptions as failures of its policy's plugin. */
    private record Checked(PluginChoice<ExitPolicy> choice, String label, ExitRule rule) implements ExitRule {
        @Override
        public boolean shouldExit(ExitInput input) {
            return PluginCall.call(choice, "deciding whether an input leaves", () -> rule.shouldExit(input));
        }

        @Override
        public double[] answer(ExitInput input) {
            double[] answer = PluginCall.call(choice, "answering an input", () -> rule.answer(input));
            if (answer == null
                    || answer.length != input.classes()
                    || DoubleStream.of(answer).anyMatch(value -> value < 0)
                    || !(Math.abs(DoubleStream.of(answer).sum() - 1) <= SUM_TOLERANCE)) { // not if a value is NaN
                throw PluginCall.contractViolation(
                        choice,
                        "the rule '%s' answers an input at exit %s with %s; expected %d probabilities of sum 1"
                                .formatted(label, input.exit(), Arrays.toString(answer), input.classes()));
            }
            return answer;
        }

        @Override
        public Optional<Thresholds> thresholds() {
            return rule.thresholds();
        }

        @Override
        public Optional<Promise> promise() {
            return rule.promise();
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

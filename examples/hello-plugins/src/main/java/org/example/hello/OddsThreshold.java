package org.example.hello;

import java.util.List;
import java.util.Set;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.plugin.Option;

/** Exits where the odds p / (1 - p) of the most probable class reach a threshold. */
public record OddsThreshold(Options options) implements ExitPolicy {
    public record Options(
            @Option(
                    value = "Odds of the most probable class at which an input exits",
                    min = 0, defaultValue = "[1, 4, 19]")
                    List<Double> odds) {
        public Options {
            if (odds.isEmpty() || Set.copyOf(odds).size() < odds.size()) {
                throw new IllegalArgumentException("odds = " + odds + "; expected one or more different numbers");
            }
        }
    }


    /** One setting of the policy; reports list accuracy and cost per rule. */
    private record Rule(double odds) implements ExitRule {
        @Override
        public String label() {
            return "odds " + odds;
        }

        @Override
        public boolean shouldExit(ExitInput input) {
            return input.confidence() >= odds * (1 - input.confidence());
        }
    }

    @Override
    public List<ExitRule> rules(CalibrationSet calibration) {
        return options.odds().stream().<ExitRule>map(Rule::new).toList();
    }
}

package org.exeunt.testkit.broken;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.CompanionHead;
import org.exeunt.api.objective.LearningHead;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.testkit.engine.ForwardingNetwork;

/** Engines that are wrong about gradients or companion heads. */
final class BrokenHeads {
    private BrokenHeads() {}

    @Breaks("H2")
    static class CarriesHeadsOn extends BrokenEngines.Of {
        CarriesHeadsOn() {
            super(network -> new ForwardingNetwork(network) {
                private final Map<String, ParameterSet> kept = new HashMap<>();

                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    List<CompanionHead> heads = new ArrayList<>();
                    for (CompanionHead head : objective.companions()) {
                        ParameterSet start = kept.getOrDefault(head.name(), head.parameters());
                        heads.add(
                                head instanceof LearningHead
                                        ? new LearningHead(head.name(), head.exit(), start)
                                        : head);
                    }
                    Objective continued = new Objective(
                            objective.exits(), objective.trainable(), objective.losses(), objective.penalties(), heads);
                    TrainingReport report = super.train(continued, examples, training, random);
                    kept.putAll(report.heads());
                    return report;
                }
            });
        }
    }

    @Breaks("G9")
    static class HalvesGradientsOfPenalties extends BrokenEngines.Of {
        HalvesGradientsOfPenalties() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    Objective halved = new Objective(
                            objective.exits(),
                            objective.trainable(),
                            objective.losses(),
                            objective.penalties().stream()
                                    .map(BrokenHeads::halved)
                                    .toList(),
                            objective.companions());
                    return super.train(halved, examples, training, random);
                }
            });
        }
    }

    private static ParameterTerm halved(ParameterTerm term) {
        return (parameters, gradient) -> {
            float[] own = new float[gradient.length];
            double value = term.addTo(parameters, own);
            for (int i = 0; i < own.length; i++) {
                gradient[i] += own[i] / 2;
            }
            return value;
        };
    }

    @Breaks("H6")
    static class LetsMistakesPass extends BrokenEngines.Of {
        LetsMistakesPass() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    try {
                        return super.train(objective, examples, training, random);
                    } catch (IllegalArgumentException e) {
                        return new TrainingReport(0, 0, 0);
                    }
                }
            });
        }
    }
}

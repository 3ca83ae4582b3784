package org.exeunt.testkit.broken;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.AuxiliaryHead;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.TrainableAuxiliaryHead;
import org.exeunt.api.params.ParameterSet;

/** Engines with wrong auxiliary heads. */
final class BrokenHeads {
    private BrokenHeads() {}

    private static Map<String, AuxiliaryHead> byName(Objective objective) {
        return objective.auxiliaryHeads().stream().collect(toMap(AuxiliaryHead::name, head -> head));
    }

    @Breaks("H1")
    static class SkipsHeadsOfInactiveExits extends BrokenEngine {
        SkipsHeadsOfInactiveExits() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    TrainingReport report = super.train(objective, examples, training, random);
                    Map<String, ParameterSet> heads = new TreeMap<>(report.heads());
                    byName(objective)
                            .forEach((name, head) -> heads.computeIfPresent(
                                    name,
                                    (same, learned) ->
                                            objective.exits().contains(head.exit()) ? learned : head.parameters()));
                    return withHeads(report, heads);
                }
            });
        }
    }

    @Breaks("H2")
    static class KeepsHeadsBetweenTrainings extends BrokenEngine {
        KeepsHeadsBetweenTrainings() {
            super(network -> new ForwardingNetwork(network) {
                private final Map<String, ParameterSet> kept = new HashMap<>();

                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    List<AuxiliaryHead> heads = new ArrayList<>();
                    for (AuxiliaryHead head : objective.auxiliaryHeads()) {
                        ParameterSet start = kept.getOrDefault(head.name(), head.parameters());
                        heads.add(
                                head instanceof TrainableAuxiliaryHead
                                        ? new TrainableAuxiliaryHead(head.name(), head.exit(), start)
                                        : head);
                    }
                    TrainingReport report = super.train(withCompanions(objective, heads), examples, training, random);
                    kept.putAll(report.heads());
                    return report;
                }
            });
        }
    }

    @Breaks("H3")
    static class LetsAuxiliaryHeadsTrainLiveOnes extends BrokenEngine {
        LetsAuxiliaryHeadsTrainLiveOnes() {
            super(showing((pass, objective) -> new AlteredPass(pass) {
                @Override
                void beforeTheStep() {
                    for (String name : atAuxiliaryHeads) {
                        Exit exit = byName(objective).get(name).exit();
                        if (exits().contains(exit)) {
                            pass.logitGradient(exit)[0] += pass.logitGradient(name)[0];
                        }
                    }
                }
            }));
        }
    }

    @Breaks("H4")
    static class SharesGradientsWithTheLiveHead extends BrokenEngine {
        SharesGradientsWithTheLiveHead() {
            super(showing((pass, objective) -> new AlteredPass(pass) {
                @Override
                void beforeTheStep() {
                    for (String name : atAuxiliaryHeads) {
                        if (atLogits.contains(byName(objective).get(name).exit())) {
                            scale(0.5, pass.logitGradient(name));
                        }
                    }
                }
            }));
        }
    }

    @Breaks("H5")
    static class SkipsHeadsWithoutLoss extends BrokenEngine {
        SkipsHeadsWithoutLoss() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    Set<String> asked = new TreeSet<>();
                    Objective watched = withLoss(objective, pass -> {
                        AlteredPass watching = new AlteredPass(pass) {};
                        double value = sumOf(objective.losses(), watching);
                        asked.addAll(watching.atAuxiliaryHeads);
                        return value;
                    });
                    TrainingReport report = super.train(watched, examples, training, random);
                    Map<String, ParameterSet> heads = new TreeMap<>(report.heads());
                    heads.replaceAll((name, learned) -> asked.contains(name)
                            ? learned
                            : byName(objective).get(name).parameters());
                    return withHeads(report, heads);
                }
            });
        }
    }

    @Breaks("H6")
    static class IgnoresMissingHeads extends BrokenEngine {
        IgnoresMissingHeads() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    try {
                        return super.train(objective, examples, training, random);
                    } catch (IllegalArgumentException e) {
                        return TrainingReport.of(0, 0, 0);
                    }
                }
            });
        }
    }
}

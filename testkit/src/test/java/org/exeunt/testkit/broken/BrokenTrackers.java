package org.exeunt.testkit.broken;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.exeunt.api.Round;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.testkit.contract.RunTrackerContract;

final class BrokenTrackers {
    private BrokenTrackers() {}

    abstract static class Of extends RunTrackerContract {
        private final Supplier<RunTracker> tracker;

        Of(Supplier<RunTracker> tracker) {
            this.tracker = tracker;
        }

        @Override
        protected List<PluginChoice<RunTracker>> variants() {
            return TestChoices.by(RunTracker.class, tracker);
        }
    }

    static class Listens extends Of {
        Listens() {
            super(() -> new RunTracker() {
                private final List<Object> heard = new ArrayList<>();

                @Override
                public void roundFinished(RoundRecord round) {
                    heard.add(round);
                }
            });
        }
    }

    @Breaks("T1")
    static class ExpectsNoNewClients extends Of {
        ExpectsNoNewClients() {
            super(() -> new RunTracker() {
                @Override
                public void evaluationFinished(EvaluationRecord evaluation) {
                    if (!evaluation.newClients().isEmpty()) {
                        throw new IllegalStateException("new clients");
                    }
                }
            });
        }
    }

    @Breaks("T1")
    static class ExpectsToStartFirst extends Of {
        ExpectsToStartFirst() {
            super(() -> new RunTracker() {
                private RunStart run;

                @Override
                public void runStarted(RunStart start) {
                    run = start;
                }

                @Override
                public void busy(String activity) {
                    if (run == null) {
                        throw new IllegalStateException(activity + " of no run");
                    }
                }
            });
        }
    }

    @Breaks("T1")
    static class ExpectsSimulatedTime extends Of {
        ExpectsSimulatedTime() {
            super(() -> new RunTracker() {
                private double seconds;

                @Override
                public void roundFinished(RoundRecord round) {
                    seconds += round.time().orElseThrow().seconds();
                }
            });
        }
    }

    @Breaks("T1")
    static class ExpectsAFurtherRound extends Of {
        ExpectsAFurtherRound() {
            super(() -> new RunTracker() {
                private int rounds;

                @Override
                public void runStarted(RunStart start) {
                    rounds = start.rounds();
                }

                @Override
                public void roundCompleted(Round round) {
                    if (round.number() == rounds) {
                        throw new IllegalStateException("no next round");
                    }
                }
            });
        }
    }

    @Breaks("T3")
    static class CountsOnHavingStarted extends Of {
        CountsOnHavingStarted() {
            super(() -> new RunTracker() {
                private StringBuilder text;

                @Override
                public void runStarted(RunStart start) {
                    text = new StringBuilder(start.name());
                }

                @Override
                public void close() {
                    text.append(" ended");
                }
            });
        }
    }

    @Breaks("T4")
    static class RejectsUnusualNames extends Of {
        RejectsUnusualNames() {
            super(() -> new RunTracker() {
                @Override
                public void runStarted(RunStart start) {
                    if (!start.name().matches("[a-z-]+")) {
                        throw new IllegalArgumentException(start.name());
                    }
                }
            });
        }
    }

    @Breaks("T4")
    static class ExpectsALoss extends Of {
        ExpectsALoss() {
            super(() -> new RunTracker() {
                @Override
                public void roundFinished(RoundRecord round) {
                    if (Double.isNaN(round.loss())) {
                        throw new IllegalArgumentException("NaN is no JSON"); // as a library for JSON
                    }
                }
            });
        }
    }

    @Breaks("T4")
    static class ExpectsCosts extends Of {
        ExpectsCosts() {
            super(() -> new RunTracker() {
                private double macs;

                @Override
                public void evaluationFinished(EvaluationRecord evaluation) {
                    evaluation
                            .rules()
                            .forEach(rule -> macs += rule.expectedMacs().orElseThrow());
                }
            });
        }
    }

    @Breaks("T5")
    static class AllowsOneRun extends Of {
        private static final AtomicInteger RUNNING = new AtomicInteger();

        AllowsOneRun() {
            super(() -> new RunTracker() {
                private boolean running;

                @Override
                public void runStarted(RunStart start) {
                    running = true;
                    if (RUNNING.incrementAndGet() > 1) {
                        RUNNING.set(0);
                        throw new IllegalStateException("a run is being tracked");
                    }
                }

                @Override
                public void close() {
                    if (running) {
                        RUNNING.set(0);
                    }
                }
            });
        }
    }

    @Breaks("T6")
    static class CountsRounds extends Of {
        CountsRounds() {
            super(() -> new RunTracker() {
                private int rounds;

                @Override
                public void roundFinished(RoundRecord round) {
                    if (++rounds != round.round().number()) {
                        throw new IllegalStateException("round " + round.round());
                    }
                }
            });
        }
    }
}

package org.exeunt.testkit.broken;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.exeunt.api.Round;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.testkit.contract.RunTrackerContract;

final class BrokenTrackers {
    private static final AtomicInteger RUNNING = new AtomicInteger();

    private BrokenTrackers() {}

    static class Trackers extends RunTrackerContract {
        @Override
        protected List<PluginChoice<RunTracker>> variants() {
            return CheckedPlugin.subject();
        }
    }

    /** Keeps the contract: keeps what it receives. */
    private static class Listening implements RunTracker {
        final List<RunStart> starts = new ArrayList<>();
        final List<RoundRecord> rounds = new ArrayList<>();

        @Override
        public void runStarted(RunStart start) {
            starts.add(start);
        }

        @Override
        public void roundFinished(RoundRecord round) {
            rounds.add(round);
        }

        static void require(boolean holds) {
            if (!holds) {
                throw new IllegalStateException("not as expected");
            }
        }
    }

    static List<CheckedPlugin> list() {
        return new Kind<RunTracker>(RunTracker.class, Trackers.class)
                .breaksAnew("", "listens", Listening::new)
                .breaksAnew("T1", "expects no new clients", () -> new Listening() {
                    @Override
                    public void evaluationFinished(EvaluationRecord evaluation) {
                        require(evaluation.newClients().isEmpty());
                    }
                })
                .breaksAnew("T1", "expects a further round", () -> new Listening() {
                    @Override
                    public void roundCompleted(Round round) {
                        require(round.number() < starts.get(0).rounds());
                    }
                })
                .breaksAnew("T3", "expects that the run has started when it closes", () -> new Listening() {
                    @Override
                    public void close() {
                        require(!starts.isEmpty());
                    }
                })
                // as a library for JSON, which has no NaN
                .breaksAnew("T4", "expects a loss", () -> onRound(round -> !Double.isNaN(round.loss())))
                .breaksAnew("T5", "allows one run", () -> new Listening() {
                    @Override
                    public void runStarted(RunStart start) {
                        super.runStarted(start);
                        boolean alone = RUNNING.getAndSet(1) == 0;
                        RUNNING.set(alone ? 1 : 0);
                        require(alone);
                    }

                    @Override
                    public void close() {
                        if (!starts.isEmpty()) {
                            RUNNING.set(0);
                        }
                    }
                })
                .breaksAnew("T6", "expects round 1 first", () -> {
                    AtomicInteger rounds = new AtomicInteger();
                    return onRound(
                            round -> rounds.incrementAndGet() == round.round().number());
                })
                .list();
    }

    private static RunTracker onRound(Predicate<RoundRecord> expected) {
        return new Listening() {
            @Override
            public void roundFinished(RoundRecord round) {
                require(expected.test(round));
            }
        };
    }
}

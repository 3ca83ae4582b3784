package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.exit.Calibration;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.exit.ExitView;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.Choice;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.SimplePlugin;
import org.exeunt.api.round.ClientFacts;
import org.exeunt.api.round.ClientSampler;
import org.exeunt.api.round.CoordinationPolicy;
import org.exeunt.api.round.TeacherWeights;
import org.exeunt.testkit.federation.Coordination;
import org.junit.jupiter.api.Test;

/** Sound implementations pass their contract; each broken one fails on the check it was broken for. */
class SmallContractsTest {
    record NoOptions() {}

    private static <T> List<Choice<T>> only(Class<?> kind, T made) {
        final class Made extends SimplePlugin<T, NoOptions> {
            Made() {
                super(kind, "made", "For a test", NoOptions.class, ApiVersion.CURRENT, (options, context) -> made);
            }
        }
        return List.of(Choice.of(new Made(), new NoOptions()));
    }

    private static ClientSampler shuffling() {
        return (round, clients, size, random) -> {
            List<ClientId> left =
                    new ArrayList<>(clients.stream().map(ClientFacts::id).toList());
            while (left.size() > size) {
                left.remove(random.nextInt(left.size()));
            }
            return left;
        };
    }

    static class Shuffling extends ClientSamplerContract {
        @Override
        protected List<Choice<ClientSampler>> variants() {
            return only(ClientSampler.class, shuffling());
        }
    }

    static class FirstClients extends ClientSamplerContract {
        @Override
        protected List<Choice<ClientSampler>> variants() {
            return only(
                    ClientSampler.class,
                    (round, clients, size, random) ->
                            clients.stream().map(ClientFacts::id).limit(size).toList());
        }
    }

    static class CountingSampler extends ClientSamplerContract {
        private static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        protected List<Choice<ClientSampler>> variants() {
            return only(ClientSampler.class, (round, clients, size, random) -> {
                int start = CALLS.incrementAndGet();
                return IntStream.range(start, start + size)
                        .mapToObj(i -> clients.get(i % clients.size()).id())
                        .sorted()
                        .toList();
            });
        }
    }

    @Test
    void samplers() {
        assertThat(FailedChecks.of(Shuffling.class)).isEmpty();
        assertThat(FailedChecks.of(FirstClients.class)).containsExactly("a03_everybodyHasATurn");
        assertThat(FailedChecks.of(CountingSampler.class)).containsExactly("a02_equalArgumentsGiveEqualCohorts");
    }

    private static Partition deal(int examples, int clients) {
        List<Partition.ClientShare> shares = new ArrayList<>();
        int each = examples / clients;
        for (int i = 0; i < clients; i++) {
            shares.add(new Partition.ClientShare(
                    IntStream.range(i * each, i * each + each / 2).toArray(),
                    IntStream.range(i * each + each / 2, (i + 1) * each).toArray()));
        }
        return new Partition(shares);
    }

    static class InTurn extends PartitionerContract {
        @Override
        protected List<Choice<Partitioner>> variants() {
            return only(
                    Partitioner.class, (dataset, random) -> deal(dataset.all().size(), 2 + random.nextInt(9)));
        }
    }

    static class Overlapping extends PartitionerContract {
        @Override
        protected List<Choice<Partitioner>> variants() {
            return only(
                    Partitioner.class,
                    (dataset, random) ->
                            new Partition(List.of(new Partition.ClientShare(new int[] {1, 2}, new int[] {2, 3}))));
        }
    }

    static class WithAnIdleClient extends PartitionerContract {
        @Override
        protected List<Choice<Partitioner>> variants() {
            return only(
                    Partitioner.class,
                    (dataset, random) -> new Partition(List.of(
                            new Partition.ClientShare(new int[] {1}, new int[0]),
                            new Partition.ClientShare(new int[0], new int[0]))));
        }
    }

    @Test
    void partitioners() {
        assertThat(FailedChecks.of(InTurn.class)).isEmpty();
        assertThat(FailedChecks.of(Overlapping.class)).containsExactly("d01_everyExampleIsDealtOutAtMostOnce");
        assertThat(FailedChecks.of(WithAnIdleClient.class)).containsExactly("d02_everyClientHasSomethingToTrainOn");
    }

    static class Alternating extends CoordinationPolicyContract {
        @Override
        protected List<Choice<CoordinationPolicy>> variants() {
            return only(CoordinationPolicy.class, Coordination.alternating());
        }
    }

    static class WithoutTheFinalExit extends CoordinationPolicyContract {
        @Override
        protected List<Choice<CoordinationPolicy>> variants() {
            return only(CoordinationPolicy.class, situation -> {
                Map<ClientId, ExitSet> exits = new TreeMap<>();
                situation.cohort().forEach(client -> exits.put(client, ExitSet.of(1)));
                return exits;
            });
        }
    }

    static class LooksAtSimilaritiesSecretly extends CoordinationPolicyContract {
        @Override
        protected List<Choice<CoordinationPolicy>> variants() {
            return only(CoordinationPolicy.class, situation -> {
                Map<ClientId, ExitSet> exits = new TreeMap<>();
                for (ClientId client : situation.cohort()) {
                    boolean alike = situation.similarities().between(client, new ClientId(0)) > 0;
                    exits.put(client, alike ? ExitSet.upTo(situation.exits()) : ExitSet.of(situation.exits()));
                }
                return exits;
            });
        }
    }

    @Test
    void coordinationPolicies() {
        assertThat(FailedChecks.of(Alternating.class)).isEmpty();
        assertThat(FailedChecks.of(WithoutTheFinalExit.class))
                .containsExactly("c02_theFinalExitLearnsUnlessThePolicySaysOtherwise");
        assertThat(FailedChecks.of(LooksAtSimilaritiesSecretly.class))
                .containsExactly("c04_similaritiesMatterOnlyToPoliciesThatNeedThem");
    }

    /** The projection of {@code anchor + gain / (2 strength)} by bisection of its threshold. */
    private static double[] project(double[] gain, double strength, double[] anchor) {
        double[] v = IntStream.range(0, gain.length)
                .mapToDouble(j -> anchor[j] + gain[j] / (2 * strength))
                .toArray();
        double low = Arrays.stream(v).min().orElseThrow() - 1;
        double high = Arrays.stream(v).max().orElseThrow();
        for (int step = 0; step < 200; step++) {
            double middle = (low + high) / 2;
            double sum = Arrays.stream(v).map(x -> Math.max(0, x - middle)).sum();
            if (sum > 1) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double threshold = high;
        double[] weights = Arrays.stream(v).map(x -> Math.max(0, x - threshold)).toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    static class Bisection extends TeacherWeightsContract {
        @Override
        protected List<Choice<TeacherWeights>> variants() {
            return only(TeacherWeights.class, SmallContractsTest::project);
        }
    }

    static class JustTheAnchor extends TeacherWeightsContract {
        @Override
        protected List<Choice<TeacherWeights>> variants() {
            return only(TeacherWeights.class, (gain, strength, anchor) -> {
                double sum = Arrays.stream(anchor).sum();
                return Arrays.stream(anchor).map(a -> a / sum).toArray();
            });
        }
    }

    @Test
    void teacherWeights() {
        assertThat(FailedChecks.of(Bisection.class)).isEmpty();
        assertThat(FailedChecks.of(JustTheAnchor.class))
                .containsExactly("w02_noOtherMixtureIsBetter", "w03_workedExamples");
    }

    private static ExitRule rule(String label, Predicate<ExitView> leaves) {
        return new ExitRule() {
            @Override
            public String label() {
                return label;
            }

            @Override
            public boolean leaves(ExitView view) {
                return leaves.test(view);
            }
        };
    }

    private static ExitRule surerThan(double threshold) {
        return rule(
                "surer than " + threshold,
                view -> Arrays.stream(view.probabilities()).max().orElseThrow() >= threshold);
    }

    static class Confident extends ExitPolicyContract {
        @Override
        protected List<Choice<ExitPolicy>> variants() {
            return only(ExitPolicy.class, calibration -> List.of(surerThan(0.5), surerThan(0.7), surerThan(0.9)));
        }
    }

    static class Disordered extends ExitPolicyContract {
        @Override
        protected List<Choice<ExitPolicy>> variants() {
            return only(ExitPolicy.class, calibration -> List.of(surerThan(0.7), surerThan(0.5), surerThan(0.9)));
        }
    }

    static class SortsWhatItSees extends ExitPolicyContract {
        @Override
        protected List<Choice<ExitPolicy>> variants() {
            return only(
                    ExitPolicy.class,
                    calibration -> List.of(rule("margin", view -> {
                        double[] p = view.probabilities();
                        Arrays.sort(p);
                        return p[p.length - 1] - p[p.length - 2] > 0.3;
                    })));
        }
    }

    static class Remembers extends ExitPolicyContract {
        @Override
        protected List<Choice<ExitPolicy>> variants() {
            AtomicInteger seen = new AtomicInteger();
            return only(
                    ExitPolicy.class,
                    calibration -> List.of(rule("every second", view -> seen.getAndIncrement() % 2 == 0)));
        }
    }

    static class LabelsClients extends ExitPolicyContract {
        @Override
        protected List<Choice<ExitPolicy>> variants() {
            return only(
                    ExitPolicy.class,
                    calibration -> List.of(rule("surer than any of " + calibration.examples(), view -> false)));
        }
    }

    static class CalibratesSecretly extends ExitPolicyContract {
        @Override
        protected List<Choice<ExitPolicy>> variants() {
            return only(
                    ExitPolicy.class,
                    calibration -> List.of(rule("some", view -> view.exit().index() < calibration.examples())));
        }
    }

    static class ScalesWhatItCalibratesOn extends ExitPolicyContract {
        @Override
        protected List<Choice<ExitPolicy>> variants() {
            return only(ExitPolicy.class, calibration -> {
                Arrays.sort(calibration.labels());
                return List.of(rule("none", view -> false));
            });
        }
    }

    static class CountsClients extends ExitPolicyContract {
        @Override
        protected List<Choice<ExitPolicy>> variants() {
            AtomicInteger clients = new AtomicInteger();
            return only(ExitPolicy.class, new ExitPolicy() {
                @Override
                public List<ExitRule> rules(Calibration calibration) {
                    boolean leaves = clients.getAndIncrement() % 3 == 0;
                    return List.of(rule("every third client", view -> leaves));
                }

                @Override
                public boolean needsValidation() {
                    return true;
                }
            });
        }
    }

    @Test
    void calibratedExitPolicies() {
        assertThat(FailedChecks.of(LabelsClients.class)).containsExactly("x05_labelsAreTheSameForEveryClient");
        assertThat(FailedChecks.of(CalibratesSecretly.class))
                .containsExactly("x07_rulesDependOnValidationExamplesOnlyIfThePolicySaysSo");
        assertThat(FailedChecks.of(ScalesWhatItCalibratesOn.class)).containsExactly("x08_calibratingChangesNothing");
        assertThat(FailedChecks.of(CountsClients.class)).containsExactly("x06_equalValidationExamplesGiveEqualRules");
    }

    @Test
    void exitPolicies() {
        assertThat(FailedChecks.of(Confident.class)).isEmpty();
        assertThat(FailedChecks.of(Disordered.class)).containsExactly("x04_meanDepthFollowsTheSetting");
        assertThat(FailedChecks.of(SortsWhatItSees.class)).containsExactly("x03_rulesChangeNothing");
        assertThat(FailedChecks.of(Remembers.class)).containsExactly("x02_rulesDecideByTheViewAlone");
    }

    record Undescribed(@Option(value = "How many", min = 1, byDefault = "0") int number, int secret) {}

    record OutOfRange(@Option(value = "How many", min = 1, byDefault = "0") int number) {}

    static class BadlyNamed extends PluginContract {
        @Override
        protected Plugin<?, ?> plugin() {
            return new Faulty<>("Bad_Name", "For a test", NoOptions.class, ApiVersion.CURRENT);
        }
    }

    static class BadlyDescribed extends PluginContract {
        @Override
        protected Plugin<?, ?> plugin() {
            return new Faulty<>("made", "two lines\nof text.", Undescribed.class, "0.0");
        }
    }

    static class BadDefault extends PluginContract {
        @Override
        protected Plugin<?, ?> plugin() {
            return new Faulty<>("made", "For a test", OutOfRange.class, ApiVersion.CURRENT);
        }
    }

    private static final class Faulty<O extends Record> extends SimplePlugin<ExitPolicy, O> {
        Faulty(String id, String summary, Class<O> options, String apiVersion) {
            super(ExitPolicy.class, id, summary, options, apiVersion, (chosen, context) -> calibration -> List.of());
        }
    }

    @Test
    void plugins() {
        assertThat(FailedChecks.of(BadlyNamed.class)).contains("p01_idIsKebabCase", "p02_isRegistered");
        assertThat(FailedChecks.of(BadlyDescribed.class))
                .contains("p03_isCompiledForThisApi", "p04_summaryIsOneSentence", "p05_optionsAreDescribed");
        assertThat(FailedChecks.of(BadDefault.class))
                .contains("p06_defaultsAreValid")
                .doesNotContain("p05_optionsAreDescribed");
    }
}

package org.exeunt.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.config.run.AttackConfig;
import org.exeunt.config.run.FaultsConfig;
import org.exeunt.testsupport.Blobs;
import org.exeunt.testsupport.SharedBlocks;
import org.junit.jupiter.api.Test;

/** A run does nothing for the clients that neither train nor are evaluated. */
class ManyClientsTest {
    private static final int CLIENTS = 1_000;
    private static final int COHORT = 2;
    private static final int EVALUATED = 7;

    /** Examples that were checked when the data were loaded, and those that were read again. */
    private final Set<Integer> checked = new ConcurrentSkipListSet<>();

    private final Set<Integer> read = new ConcurrentSkipListSet<>();
    private final Set<ClientId> downloads = new TreeSet<>();
    private final List<EvaluationRecord> evaluations = new ArrayList<>();
    private final RunBuilder run = new RunBuilder();

    /** Client i has the training examples 3 i and 3 i + 1, and the test example 3 i + 2 if i is even. */
    ManyClientsTest() {
        run.clients = CLIENTS;
        run.participation = (double) COHORT / CLIENTS;
        run.evaluatedClients = Optional.of(EVALUATED);
        run.dataset = streams -> recording(Blobs.source(3 * CLIENTS).load(streams));
        run.partitioner = (dataset, random) -> Partition.of(IntStream.range(0, CLIENTS)
                .mapToObj(client ->
                        ClientShare.of(Blobs.range(3 * client, 2), Blobs.range(3 * client + 2, (client + 1) % 2)))
                .toList());
        run.strategy = new SharedBlocks(ParameterLayout::trainable) {
            @Override
            public Payload download(Server state, FederationSpec federation, ClientId client, ExitSet exits) {
                downloads.add(client);
                return super.download(state, federation, client, exits);
            }
        };
        run.trackers = List.of(new RunTracker() {
            @Override
            public void evaluationFinished(EvaluationRecord evaluation) {
                evaluations.add(evaluation);
            }
        });
    }

    private Dataset recording(Dataset dataset) {
        Examples examples = dataset.train();
        int[] labels = IntStream.range(0, examples.size()).map(examples::label).toArray();
        Examples recording = Examples.of(labels, (index, target, offset) -> {
            if (!checked.add(index)) {
                read.add(index);
            }
            examples.copyTo(index, target, offset);
        });
        return Dataset.of(
                dataset.name(), dataset.input(), dataset.classNames(), recording, dataset.test(), dataset.files());
    }

    private RunResult execute() {
        return run.execute();
    }

    private static List<Integer> clients(List<ClientEvaluation> evaluations) {
        return evaluations.stream()
                .map(evaluation -> evaluation.client().index())
                .toList();
    }

    @Test
    void onlySampledClientsAreUsed() {
        List<ClientId> evaluated = new ArrayList<>();
        Set<Integer> expectedReads = new TreeSet<>();
        for (ClientEvaluation evaluation : execute().finalEvaluation().clients()) {
            evaluated.add(evaluation.client());
            expectedReads.add(3 * evaluation.client().index() + 2);
        }
        Set<ClientId> expectedDownloads = new TreeSet<>(evaluated);
        for (int client = 0; client < run.rounds * COHORT; client++) {
            expectedDownloads.add(new ClientId(client));
            expectedReads.add(3 * client);
            expectedReads.add(3 * client + 1);
        }
        assertThat(evaluated).hasSize(EVALUATED);
        assertThat(downloads).isEqualTo(expectedDownloads);
        assertThat(read).isEqualTo(expectedReads);
    }

    @Test
    void allEvaluationsAreOfOneSample() {
        execute();
        assertThat(evaluations)
                .hasSize(run.rounds)
                .extracting(evaluation -> clients(evaluation.clients()))
                .containsOnly(clients(evaluations.get(0).clients()));
        assertThat(clients(evaluations.get(0).clients()))
                .hasSize(EVALUATED)
                .isSorted()
                .doesNotHaveDuplicates()
                .allMatch(client -> client % 2 == 0, "has a test example");
    }

    @Test
    void sampleDependsOnTheSeedAlone() {
        List<Integer> sample = clients(execute().finalEvaluation().clients());
        run.strategy = SharedBlocks.backbone();
        run.participation *= 2;
        run.workers = "2";
        assertThat(clients(execute().finalEvaluation().clients())).isEqualTo(sample);
        run.seed++;
        assertThat(clients(execute().finalEvaluation().clients())).isNotEqualTo(sample);
    }

    @Test
    void sampledClientsHaveTheResultsOfAFullRun() {
        EvaluationRecord sample = execute().finalEvaluation();
        run.evaluatedClients = Optional.empty();
        assertThat(execute().finalEvaluation().clients()).hasSize(CLIENTS).containsAll(sample.clients());
        run.evaluatedClients = Optional.of(CLIENTS);
        assertThat(execute().finalEvaluation().clients())
                .as("those with test examples")
                .hasSize(CLIENTS / 2);
    }

    @Test
    void newClientsAreAllEvaluated() {
        run.newClients = 10;
        EvaluationRecord result = execute().finalEvaluation();
        assertThat(result.clients()).hasSize(EVALUATED);
        assertThat(clients(result.newClients()))
                .isEqualTo(IntStream.range(CLIENTS - 10, CLIENTS).boxed().toList());
    }

    @Test
    void attackersAreNotSampled() {
        run.evaluatedClients = Optional.of(CLIENTS);
        run.faults = new FaultsConfig(
                0, 0, 0, Optional.empty(), Optional.of(new AttackConfig(AttackConfig.Kind.SIGN_FLIP, 0.5, 1)));
        assertThat(execute().finalEvaluation().clients())
                .hasSizeBetween(1, CLIENTS / 2 - 1)
                .allMatch(client -> client.examples() > 0);
    }
}

package org.exeunt.app.findings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.exeunt.app.runs.RunResults;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.store.identity.ClassDistribution.ClientCounts;
import org.junit.jupiter.api.Test;

/** The accuracy of predicting each client's most frequent class; expected values are counted by hand. */
public class MostFrequentClassTest {
    /** Two clients, of which class a is the most frequent of the first, class b of the second. */
    public static final ClientCounts[] OWN = {client(0, 5, 1, 3, 1), client(1, 2, 4, 1, 1)};

    private static ClientCounts client(int client, int trainA, int trainB, int testA, int testB) {
        return new ClientCounts(
                client, null, List.of(trainA, trainB), List.of(0, 0), List.of(testA, testB), null, null, null);
    }

    private static GivenRuns runs(double mean, ClientCounts... clients) {
        return new GivenRuns().withClients(clients).add("", "a", mean);
    }

    private static Optional<Double> accuracy(ClientCounts... clients) {
        return MostFrequentClass.accuracy(run(0.5, clients));
    }

    private static RunRecords run(double mean, ClientCounts... clients) {
        return runs(mean, clients).results().settings().get(0).rows().get(0).first();
    }

    @Test
    void isTheMeanOverClients() {
        // 3 of 4 and 1 of 2
        assertThat(accuracy(OWN).orElseThrow()).isCloseTo((0.75 + 0.5) / 2, within(1e-12));
        // of equally frequent classes the first is predicted
        assertThat(accuracy(client(0, 2, 2, 1, 3), OWN[1]).orElseThrow()).isCloseTo((0.25 + 0.5) / 2, within(1e-12));
    }

    @Test
    void clientsWithoutTestExamplesAreExcluded() {
        RunRecords run = run(0.5, client(0, 5, 1, 0, 0), OWN[1], client(2, 1, 2, 1, 3));
        assertThat(MostFrequentClass.accuracy(run).orElseThrow()).isCloseTo((0.5 + 0.75) / 2, within(1e-12));
    }

    @Test
    void sharedTestSetsAreLeftOut() {
        // each client's examples of one test set of 4 and 2 may be weighted by its classes
        assertThat(accuracy(client(0, 5, 1, 4, 2), client(1, 2, 4, 4, 2))).isEmpty();
        // a test example of a class that the client does not hold is of its own test set
        assertThat(accuracy(client(0, 6, 0, 4, 2), client(1, 5, 1, 4, 2)).orElseThrow())
                .isCloseTo(4 / 6.0, within(1e-12));
    }

    @Test
    void nothingIsKnownWithoutTrainingExamples() {
        assertThat(accuracy(client(0, 0, 0, 3, 1), OWN[1])).isEmpty();
        assertThat(accuracy()).isEmpty();
        assertThat(accuracy(new ClientCounts(0, null, List.of(1), List.of(), List.of(1, 2), null, null, null), OWN[1]))
                .isEmpty();
    }

    @Test
    void runsThatAreNotMoreAccurateAreNamed() {
        RunRecords equal = run(0.625, OWN);
        RunRecords better = run(0.63, OWN);
        assertThat(RunResults.lines(equal))
                .contains("most frequent class of each client: 62.5 %; the final exit is not more accurate");
        assertThat(RunResults.lines(better)).contains("most frequent class of each client: 62.5 %");
    }

    @Test
    void comparisonsStateIt() {
        assertThat(findings(0.6, 0.61))
                .contains("a is not more accurate than predicting each client's most frequent class (62.5 %)");
        assertThat(findings(0.7, 0.71)).doesNotContain("most frequent class");
    }

    private static String findings(double... accuracies) {
        return Findings.of(new GivenRuns()
                .withClients(OWN)
                .add("default", "a", accuracies)
                .add("default", "b", 0.5, 0.5)
                .results());
    }
}

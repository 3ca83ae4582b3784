package org.exeunt.runtime.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.runtime.client.PersonalEvaluation;
import org.exeunt.runtime.federation.Client;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.RunContext;

/**
 * How a client's stored personal model answers some of the client's test examples at every exit, and its evaluation on
 * all of them.
 *
 * @param source of the data set
 * @param dataset of the run
 * @param network sizes and costs
 * @param evaluation with the exit policies of the run's configuration
 * @param examples some test examples, evenly spaced
 * @param answers of these examples, each at all exits, shallowest first
 */
public record ExitAnswers(
        DatasetSource source,
        Dataset dataset,
        NetworkSpec network,
        ClientEvaluation evaluation,
        Examples examples,
        List<List<ExitDecision>> answers) {
    /**
     * Loads the data of a run and computes the answers.
     *
     * @param most maximum number of examples
     * @param workingDirectory which relative paths of the configuration are resolved against
     * @throws org.exeunt.api.error.ExeuntException if the data are not those of the run, or the model is missing or
     *     damaged
     */
    public static ExitAnswers of(RunModels run, ClientId id, int most, Path workingDirectory) {
        RunContext context = new RunContext(workingDirectory);
        Federation federation = run.assemble(context);
        Client client = federation.clients().get(id.index());
        int size = client.test().size();
        int count = Math.min(most, size);
        Examples examples = client.test()
                .select(IntStream.range(0, count)
                        .map(i -> (int) ((long) i * size / count))
                        .toArray());
        List<List<ExitDecision>> answers = new ArrayList<>();
        try (Network opened = federation.design().open()) {
            Network network = run.ruled(id, opened);
            ClientEvaluation evaluation = new PersonalEvaluation(federation, client, () -> run.notFinite(id))
                    .evaluate(network)
                    .evaluation();
            network.forward(examples, pass -> {
                for (int row = 0; row < pass.size(); row++) {
                    answers.add(answers(pass, row));
                }
            });
            return new ExitAnswers(
                    PluginCall.create(run.dataset(), "dataset", context),
                    federation.dataset(),
                    network.spec(),
                    evaluation,
                    examples,
                    answers);
        }
    }

    /** Returns the values of the examples. */
    public List<float[]> inputs() {
        List<float[]> inputs = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            inputs.add(new float[network.input().size()]);
            examples.copyTo(i, inputs.get(i), 0);
        }
        return inputs;
    }

    private static List<ExitDecision> answers(ForwardPass pass, int row) {
        List<ExitDecision> answers = new ArrayList<>();
        double[] probabilities = new double[pass.classes()];
        for (Exit exit : pass.exits()) {
            Softmax.row(pass.logits(exit), row * pass.classes(), pass.classes(), 1, probabilities);
            int label = Softmax.likeliest(probabilities);
            answers.add(new ExitDecision(exit, label, probabilities[label]));
        }
        return answers;
    }
}

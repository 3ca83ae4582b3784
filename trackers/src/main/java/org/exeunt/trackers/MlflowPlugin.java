package org.exeunt.trackers;

import java.time.Duration;
import java.util.Optional;
import org.exeunt.api.error.Secrets;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.tracking.RunTrackerPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the tracker that sends figures to an MLflow server. A token the server may ask for is read from the environment variable
 * {@code MLFLOW_TRACKING_TOKEN} and is neither an option nor part of any record.
 */
public final class MlflowPlugin extends RunTrackerPlugin<MlflowPlugin.Options> {
    private static final Logger LOG = LoggerFactory.getLogger(Mlflow.class);
    private static final int MOST_KEPT = 100_000;
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(30);

    /**
     * Where figures go.
     *
     * @param uri of the server; without a user, as options are recorded
     * @param experiment that gets the run
     */
    public record Options(
            @Option(
                            value = "Address of the MLflow tracking server",
                            defaultValue = "http://127.0.0.1:5000",
                            pattern = "https?://[^\\s/?#]+(/[^\\s?#]*)?")
                    String uri,
            @Option(
                            value = "Experiment that gets the run; made if there is none of that name",
                            defaultValue = "exeunt",
                            pattern = ".*\\S.*")
                    String experiment) {
        public Options {
            if (uri.contains("@")) {
                throw new IllegalArgumentException(
                        "uri %s names a user, and options are recorded; leave user and password out and set the environment variable %s"
                                .formatted(Secrets.hide(uri), MlflowServer.TOKEN));
            }
        }
    }

    /** Called by the service loader. */
    public MlflowPlugin() {
        super(
                "mlflow",
                "Sends configuration, losses, accuracies, bytes and metrics of every round to an MLflow tracking server; a token for it is taken from MLFLOW_TRACKING_TOKEN",
                Options.class,
                (options, context) -> new Mlflow(
                        new MlflowServer(
                                options.uri(),
                                Optional.ofNullable(System.getenv(MlflowServer.TOKEN)),
                                LONGEST_REQUEST,
                                Thread::sleep),
                        options.experiment(),
                        new Backlog(MOST_KEPT),
                        System::currentTimeMillis,
                        LOG::warn));
    }
}

package org.exeunt.api.error;

/**
 * The errors of Exeunt's own modules, with their cause and remedy; {@code docs/errors.md} shows them as a table. The
 * name of a constant is the code that users see, {@code CONFIG-01}. A released code is never reused.
 */
public enum Errors {
    CONFIG_01("Keys or values are not permitted; all are listed.", "`config explain` shows every key with its range."),
    CONFIG_02("The text is empty, not UTF-8 or not JSON (comments are permitted).", "Check the named line and column."),
    CONFIG_03("The configuration file does not exist.", "Relative paths start at the working directory."),
    CONFIG_04("The file is not regular or cannot be read.", "Check the file and its permissions."),
    CONFIG_05("The file exceeds 16 MiB, 64 levels of nesting or the length of a number.", "Shorten it."),
    CONFIG_06("The kind of plugin is unknown, or several kinds have this id.", "Use one of the kinds listed."),
    CONFIG_07("An option has an invalid value, or the file to create exists.", "Use a permitted value."),
    CONFIG_08("The file describes a comparison, but a run is expected, or vice versa.", "Use the command named."),
    CONFIG_09("The command line cannot be parsed.", "`--help` lists the options of the command."),
    CONFIG_10("No run has the name, hash or beginning.", "Name a run listed, or the folder with `--runs-dir`."),
    CONFIG_11("Several runs have the name, hash or beginning.", "Name more of the hash of one."),
    CONFIG_12("`runs clean` was not confirmed.", "Answer `y`, or use `--yes`."),
    CONFIG_14("The example does not exist.", "Use one of the names listed."),
    CONFIG_15("No client, or several, have this owner.", "Use a number, an owner listed, or `owner:NAME`."),
    CONFIG_16("`--corruption` is no corruption.", "Give kind and strength, such as `noise:3`."),
    CONFIG_17("The test examples are neither images nor time series.", "Leave out `--corruption`."),
    CONFIG_18("The client has no such test example.", "Use a number of the range named."),
    CONFIG_20("Sections contradict each other or the data.", "Change one of the keys named."),
    CONFIG_21("A plugin rejects its options.", "Change the options it names."),
    CONFIG_30("The partition needs more examples.", "Use fewer clients, a smaller `min-examples` or more data."),
    CONFIG_31("No draw left every client enough.", "Use fewer clients, a smaller `min-examples` or a larger `alpha`."),
    CONFIG_32("The data set does not support the partition (test set, owners, classes).", "Change the key named."),
    CONFIG_41("Backbone, head and input do not fit together.", "Choose others, or other sizes; the shapes are named."),
    CONFIG_42("A token id is outside the vocabulary.", "Pass ids as `PersonalModel.read` returns them."),
    CONFIG_50("No known data set has the id.", "Use one of the ids listed."),
    CONFIG_51("The list of sources cannot be read.", "Correct the file named."),
    CONFIG_52("The address or checksum does not fit the data set.", "Correct `--mirror` or `--sha256`."),
    CONFIG_60(
            "A comparison has invalid keys or runs, or methods of one setting use different data.",
            "Correct the keys; describe different data by `settings`."),
    CONFIG_61("Tuning requires validation examples.", "Set `partition.validation-fraction` in `set`."),
    CONFIG_62("Deeplearning4j computes this layer incorrectly.", "Use another layer ([plugins](plugins.md#layers))."),
    CONFIG_63(
            "Runs given to `compare` are on different data or clients, or are equal.",
            "Name runs with equal `dataset` and `partition`, each seed once."),
    CONFIG_70(
            "The network cannot be exported in the format.",
            "Export as `dl4j`, `onnx` or `safetensors`; for `device`, also choose another `--policy`."),
    CONFIG_71(
            "An exit policy for single inputs has several rules, or lacks a client's validation examples.",
            "Use a policy with one threshold, or repeat the run with `partition.validation-fraction`."),
    CONFIG_72("The data set defines no form of single inputs.", "Pass values to `PersonalModel.predict`."),
    CONFIG_73("The engine has no such format.", "Use one of the formats listed."),
    PLUGIN_01("No plugin has the id; plugins that failed to load are listed.", "Correct the id, or add the jar."),
    PLUGIN_02("Two plugins of one kind have the same id, or one is in two jars.", "Remove one of the jars."),
    PLUGIN_03("The plugin is for another version of the api.", "Use a matching release."),
    PLUGIN_05("The options record of a plugin is invalid.", "Ask its author; setting the option may avoid it."),
    PLUGIN_20("A plugin threw, returned null or violated its contract.", "Ask its author; `--stacktrace` shows where."),
    DATA_10("The folder of a data set does not exist.", "Correct `dataset.dir` or `EXEUNT_DATA`, or fetch the data."),
    DATA_11("A file of a data set is missing.", "Correct the folder, or fetch the archive again."),
    DATA_12("A file of a data set cannot be read.", "Check its permissions, or fetch the archive again."),
    DATA_13("A file of a data set has another format than expected.", "Correct it as the message says."),
    DATA_21("A file of a run is damaged.", "Restore it, or repeat the run with `--rerun`."),
    DATA_22("A file of a model cannot be read.", "Name a run listed, or repeat it with `--rerun`."),
    DATA_23("There is no finished run, or a file of it cannot be read.", "Name a run listed, or use `--rerun`."),
    DATA_24(
            "The run has no model of the client.",
            "Name a client listed, or repeat the run with `evaluation.save-models` and more `evaluation.clients`."),
    DATA_25("A model belongs to another network.", "Use the version that `provenance.json` names."),
    DATA_26("The data set or partition is not that of the run.", "Restore the files named in `provenance.json`."),
    DATA_27(
            "The checkpoint does not fit the run: files, configuration or plugins changed.",
            "Restore them, or start over with `--rerun`."),
    DATA_28(
            "A verified run is not reproduced; files that differ are named.",
            "Use the same plugins, data and processor. If the run still differs, a plugin is random."),
    DATA_29("A file of a finished run was modified or replaced.", "Restore it, or repeat the run with `--rerun`."),
    DATA_30("A saved partition cannot be read.", "Correct the line or index named."),
    DATA_31("A saved partition does not fit the data set.", "Correct the client and index named."),
    DATA_38("Files of your own data set have another form than described.", "Correct them ([own data](own-data.md))."),
    DATA_39(
            "Your own data set needs more than half of the Java heap.",
            "Use smaller pictures or fewer examples, or set `EXEUNT_JAVA_OPTS=-Xmx8g`."),
    DATA_40("An input for `predict` has another form than the data set.", "Use the form that the message names."),
    DATA_41("A saved partition is of another file.", "Use the data for which it was saved."),
    DATA_42("The file of the device model `file` is missing, malformed or lacks a client.", "Correct the line named."),
    DATA_43(
            "An example has a wrong label, length or token id, or NaN.",
            "Correct the data, or the plugin that reads them."),
    DATA_44(
            "The format cannot contain the personal rule of a model.",
            "Use `--format device`, `predict` or `export --predictions`."),
    DATA_50("A fetched file is not the published one and is deleted.", "Fetch again, or give its `--sha256`."),
    DATA_52("A fetched file cannot be unpacked.", "Check the address and the disk space; fetch again."),
    DATA_60("No run of the comparison is finished.", "Run `compare run`, or name `--runs-dir`."),
    NUMERIC_01("An update is not finite; the client is left out.", "Use a smaller learning rate."),
    NUMERIC_02(
            "Fewer clients succeeded than `training.minimum-updates`.",
            "Check the causes listed, or `training.on-too-few-updates: skip`."),
    NUMERIC_03(
            "Training diverged: too many updates, a state or a model are not finite.", "Use a smaller learning rate."),
    NUMERIC_04("Warning: the training loss is over 100 times that of a guess.", "Use a smaller learning rate."),
    NUMERIC_21("A quadratic program has no solution.", "Use fewer clients per round, or not `fedpac`."),
    NUMERIC_60("Every candidate of tuning diverged.", "Add lower learning rates to `tune`."),
    RESOURCE_20("A directory is in use by another process.", "Wait until it ends."),
    RESOURCE_21("A disk operation failed.", "Free space, and check permissions."),
    RESOURCE_22(
            "The heap is full, or the system refuses memory or threads.",
            "Use fewer workers or smaller batches, or set `EXEUNT_JAVA_OPTS=-Xmx8g`."),
    RESOURCE_23("The run was interrupted.", "Start it again."),
    RESOURCE_24("The file of client states cannot be used.", "Free space, or `client-state-storage: memory`."),
    RESOURCE_25("Event files of `tensorboard` cannot be written.", "Free space, or another `dir`."),
    RESOURCE_27("A file of a run was changed while the run wrote it.", "Start again, or start over with `--rerun`."),
    RESOURCE_28("The target of a write is a link, device or folder.", "Remove it, or choose another path."),
    RESOURCE_29("A directory of a run has foreign files, so `runs clean` keeps it.", "Move them away."),
    RESOURCE_31(
            "A Spark executor has other code, data or arithmetic.",
            "Use equal jars and data, and equal machines or `executor.arithmetic: any`."),
    RESOURCE_34("Spark cannot be started or reached.", "Start the cluster; correct `executor.conf`."),
    RESOURCE_35("No executor came in `executor.executor-timeout`.", "Start workers. The same command resumes the run."),
    RESOURCE_36(
            "The executor of a client was lost four times.",
            "Use more memory or smaller batches ([scaling](scaling.md)). The same command resumes the run."),
    RESOURCE_37("Spark could not run a client.", "Put all jars on the class path of every executor."),
    RESOURCE_38("Results could not be written to standard output.", "Free space, and check the command that reads it."),
    RESOURCE_42(
            "`cuda` is requested, and no GPU can be used.",
            "Fix the reason ([NVIDIA GPUs](install.md#nvidia-gpus)), or use `cpu` or `auto`."),
    RESOURCE_43("A process that computes on one device is asked to use the other.", "Start another process."),
    RESOURCE_50("An address does not return the file.", "Fetch later, or with `--mirror`."),
    RESOURCE_60("Some runs of a comparison failed; finished ones are kept.", "Fix the causes and repeat the command."),
    STOPPED_01("Stopped on request; a started round was completed.", "The same command resumes the run."),
    INTERNAL_01("A defect of Exeunt or of a plugin.", "Please report it with the stack trace.");

    private final String cause;
    private final String remedy;

    Errors(String cause, String remedy) {
        this.cause = cause;
        this.remedy = remedy;
    }

    /** Returns the code. */
    public ErrorCode code() {
        return ErrorCode.parse(toString());
    }

    /** Returns what happened, in Markdown. */
    public String cause() {
        return cause;
    }

    /** Returns what to do, in Markdown. */
    public String remedy() {
        return remedy;
    }

    @Override
    public String toString() {
        return name().replace('_', '-');
    }
}

package org.exeunt.runtime.store.codec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.cfg.MutableConfigOverride;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedConstructor;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.ClientEvaluation.RuleResult;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.ExitConfidence;
import org.exeunt.api.tracking.GradientConflict;
import org.exeunt.runtime.store.files.RecordErrors;
import org.exeunt.runtime.store.files.RecordText;

/**
 * Reads and writes the JSON of run records: keys in kebab-case, in the order of the record's components, with line
 * feeds on every system.
 */
public final class RecordJson {
    /** Records that are the value of their only component in JSON. */
    private static final Set<Class<?>> BARE =
            Set.of(Bytes.class, ClientId.class, ClientMatrix.class, Exit.class, Round.class);

    private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");

    private final ObjectMapper mapper = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .annotationIntrospector(new WholeRecords())
            .addMixIn(ExitSet.class, ExitSetJson.class)
            .addMixIn(EvaluationRecord.class, EvaluationJson.class)
            .addMixIn(ExitConfidence.class, ConfidenceJson.class)
            .addModule(new Jdk8Module())
            .withConfigOverride(Optional.class, WholeRecords::leaveOut)
            .withConfigOverride(OptionalDouble.class, WholeRecords::leaveOut)
            .addModule(new SimpleModule().addKeyDeserializer(ClientId.class, new ClientIdKeys()))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private final ObjectWriter indented = mapper.writer(
            new DefaultPrettyPrinter().withObjectIndenter(INDENTER).withArrayIndenter(INDENTER));

    /** Returns a value as indented lines, terminated by a line feed. */
    public String pretty(Object value) {
        return text(indented, value) + "\n";
    }

    /** Returns a value on one line. */
    public String line(Object value) {
        return text(mapper.writer(), value);
    }

    private static String text(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
        }
    }

    /** Writes a value on one line, terminated by a line feed; does not close the stream. */
    public void write(OutputStream out, Object value) throws IOException {
        mapper.writer().without(JsonGenerator.Feature.AUTO_CLOSE_TARGET).writeValue(out, value);
        out.write('\n');
    }

    /**
     * Reads a value of a type. A component may be missing or null only if it is optional or annotated with {@link
     * JsonInclude}, which also determines when it is written; the value itself and elements of lists and maps must not
     * be null.
     *
     * @throws IllegalArgumentException if the text contains no such value
     */
    public <T> T read(String json, Class<T> type) {
        return read(new StringReader(json), type);
    }

    /** Reads a value as {@link #read(String, Class)} does; does not close the reader. */
    public <T> T read(Reader json, Class<T> type) {
        try {
            return required(mapper.readerFor(type)
                    .without(JsonParser.Feature.AUTO_CLOSE_SOURCE)
                    .readValue(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a value from a file as {@link #read(String, Class)} does.
     *
     * @throws org.exeunt.api.error.ExeuntException DATA-23 if the file cannot be read or contains no such value
     */
    public <T> T read(Path file, Class<T> type) {
        try {
            return read(RecordText.of(file), type);
        } catch (IllegalArgumentException e) {
            throw RecordErrors.unreadable(file, e.getMessage(), e);
        }
    }

    /**
     * Reads a value from a file as {@link #read(String, Class)} does, after checking the version of its form.
     *
     * @param schema expected {@code schema-version}
     * @throws org.exeunt.api.error.ExeuntException DATA-23 if the file cannot be read or contains no such value, or
     *     another version of Exeunt wrote it
     */
    public <T> T read(Path file, Class<T> type, int schema) {
        JsonNode content = read(file, JsonNode.class);
        JsonNode version = content.path("schema-version");
        if (!version.isMissingNode() && !(version.isInt() && version.intValue() == schema)) {
            throw RecordErrors.unreadable(
                    file,
                    "another version of Exeunt wrote it, with schema-version %s; expected %d"
                            .formatted(version, schema),
                    null);
        }
        try {
            return required(mapper.treeToValue(content, type));
        } catch (JsonProcessingException e) {
            throw RecordErrors.unreadable(file, e.getOriginalMessage(), e);
        }
    }

    private static <T> T required(T value) throws JsonMappingException {
        if (value == null) {
            throw new JsonMappingException(null, "it is null");
        }
        return value;
    }

    private static final class WholeRecords extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonSetter.Value findSetterInfo(Annotated component) {
            boolean mayLack = _hasAnnotation(component, JsonInclude.class)
                    || component.getRawType() == Optional.class
                    || component.getRawType() == OptionalDouble.class;
            return JsonSetter.Value.construct(mayLack ? Nulls.SET : Nulls.FAIL, Nulls.FAIL);
        }

        @Override
        public Boolean hasAsValue(Annotated accessor) {
            return accessor instanceof AnnotatedMethod method && BARE.contains(method.getDeclaringClass())
                    ? method.getName()
                            .equals(RecordShape.of(method.getDeclaringClass()).component(0))
                    : super.hasAsValue(accessor);
        }

        @Override
        public JsonCreator.Mode findCreatorAnnotation(MapperConfig<?> config, Annotated creator) {
            return creator instanceof AnnotatedConstructor && BARE.contains(creator.getRawType())
                    ? JsonCreator.Mode.DELEGATING
                    : super.findCreatorAnnotation(config, creator);
        }

        static void leaveOut(MutableConfigOverride optional) {
            optional.setIncludeAsProperty(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS));
        }
    }

    /** A set of exits is a list of numbers in JSON; the signatures mirror those of the type. */
    @SuppressWarnings("UnusedVariable")
    private abstract static class ExitSetJson {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static ExitSet of(Collection<Exit> exits) {
            throw new UnsupportedOperationException();
        }

        @JsonValue
        abstract List<Exit> asList();
    }

    /** Means over clients are written for other programs, and computed from the clients again when they are needed. */
    @JsonIgnoreProperties(
            value = {"accuracy", "mean-accuracy", "validation-accuracy", "rules", "interference"},
            allowGetters = true)
    @JsonPropertyOrder({"round", "accuracy", "mean-accuracy", "validation-accuracy", "rules", "interference"})
    private interface EvaluationJson {
        @JsonProperty
        List<Double> accuracy();

        @JsonProperty
        double meanAccuracy();

        @JsonProperty
        OptionalDouble validationAccuracy();

        @JsonProperty
        List<RuleResult> rules();

        @JsonProperty
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<GradientConflict> interference();
    }

    @JsonIgnoreProperties(value = "calibration-error", allowGetters = true)
    private interface ConfidenceJson {
        @JsonProperty
        double calibrationError();
    }

    private static final class ClientIdKeys extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) {
            return new ClientId(Integer.parseInt(key));
        }
    }
}

package org.exeunt.it.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No code reads a format in which the file names the classes to instantiate: Java serialisation, Deeplearning4j's model
 * files and configurations, and JSON with type information.
 */
@AnalyzeClasses(packages = "org.exeunt", importOptions = DoNotIncludeTests.class)
class DeserialisationTest {
    /** Methods that instantiate classes named in a file, by the class that declares them. */
    private static final Map<String, Pattern> FORBIDDEN = Map.of(
            "org.deeplearning4j.util.ModelSerializer", Pattern.compile("restore.*|addObjectToFile|getObjectFromFile"),
            "org.deeplearning4j.nn.graph.ComputationGraph", Pattern.compile("load"),
            "org.deeplearning4j.nn.multilayer.MultiLayerNetwork", Pattern.compile("load"),
            "org.deeplearning4j.nn.conf.ComputationGraphConfiguration", Pattern.compile("from(Json|Yaml)"),
            "org.deeplearning4j.nn.conf.MultiLayerConfiguration", Pattern.compile("from(Json|Yaml)"),
            "com.fasterxml.jackson.databind.ObjectMapper",
                    Pattern.compile("(activate|enable|set)DefaultTyping.*|setPolymorphicTypeValidator"),
            "com.fasterxml.jackson.databind.json.JsonMapper$Builder",
                    Pattern.compile("activateDefaultTyping.*|setDefaultTyping"),
            "com.fasterxml.jackson.databind.cfg.MapperBuilder",
                    Pattern.compile("activateDefaultTyping.*|setDefaultTyping"),
            "java.lang.Class", Pattern.compile("forName"));

    private static final Set<String> FORBIDDEN_TYPES = Set.of(
            "java.io.ObjectInputStream",
            "java.io.ObjectInput",
            "java.beans.XMLDecoder",
            "org.apache.commons.lang3.SerializationUtils",
            "com.fasterxml.jackson.annotation.JsonTypeInfo");

    /** They load plugins from the class path, classes of the Java runtime, and a class of ND4J, not names in files. */
    private static final Set<String> ALLOWED_CALLERS = Set.of(
            "org.exeunt.config.plugins.PluginLoading",
            "org.exeunt.app.console.StopSignals",
            "org.exeunt.spark.ExecutorRun",
            "org.exeunt.dl4j.device.Backends");

    // benchmarks compare our layers with those of Deeplearning4j, on files that they have written themselves
    @ArchTest
    static final ArchRule noClassNamesAreReadFromFiles = noClasses()
            .that()
            .resideOutsideOfPackage("org.exeunt.benchmarks..")
            .should()
            .accessTargetWhere(new DescribedPredicate<JavaAccess<?>>("instantiate classes named in a file") {
                @Override
                public boolean test(JavaAccess<?> access) {
                    AccessTarget target = access.getTarget();
                    Pattern methods = FORBIDDEN.get(target.getOwner().getFullName());
                    boolean allowed = target.getOwner().isEquivalentTo(Class.class)
                            && ALLOWED_CALLERS.contains(access.getOriginOwner().getFullName());
                    return !allowed
                            && methods != null
                            && methods.matcher(target.getName()).matches();
                }
            })
            .orShould()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "read formats that name classes", type -> FORBIDDEN_TYPES.contains(type.getFullName())));

    private static final class ByJava {
        Object read(InputStream in) throws IOException, ClassNotFoundException {
            return new ObjectInputStream(in).readObject();
        }
    }

    private static final class ByModelSerializer {
        ComputationGraph read(File file) throws IOException {
            return ModelSerializer.restoreComputationGraph(file);
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    private record ByAnnotation(String value) {}

    private static final class ByName {
        Class<?> read(String name) throws ClassNotFoundException {
            return Class.forName(name);
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {ByJava.class, ByModelSerializer.class, ByAnnotation.class, ByName.class})
    void ruleDetectsEveryForbiddenCall(Class<?> offender) {
        assertThatThrownBy(() -> noClassNamesAreReadFromFiles.check(new ClassFileImporter().importClasses(offender)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(offender.getSimpleName());
    }
}

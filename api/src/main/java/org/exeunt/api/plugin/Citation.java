package org.exeunt.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The publication that describes what a {@link Plugin} creates; shown in lists of plugins. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Citation {
    /** Returns the citation: authors, title or name, venue and year, and an identifier such as an arXiv number. */
    String value();
}

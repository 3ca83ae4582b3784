package org.exeunt.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Where what a {@link Plugin} makes was published; stated on the plugin's class and shown in lists of plugins. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Citation {
    /** Returns authors, title or name, place and year, and a number by which to find it. */
    String value();
}

/** The exit heads this module brings: {@link org.exeunt.dl4j.heads.LinearHead}. */
package org.exeunt.dl4j.heads;

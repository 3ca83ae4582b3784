/** Options and arguments that several commands share, and conversions of their values. */
package org.exeunt.app.arguments;

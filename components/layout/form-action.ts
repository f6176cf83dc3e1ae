/** A server action taken by a plain form, or the address a plain form posts to. */
export type FormAction = string | ((form: FormData) => void | Promise<void>);

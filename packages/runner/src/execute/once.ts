/** A function that does something with a message the first time it gets it. */
export const once = (tell: (message: string) => void): ((message: string) => void) => {
  const told = new Set<string>();
  return (message) => {
    if (!told.has(message)) tell(message);
    told.add(message);
  };
};

Console.WriteLine("usage: bench <floor|job|parse-match|tenants>");
return 2;

using System.Security.Cryptography;

namespace DeductionGateway.Core.Tests.Snap;

/// <summary>A fixed key pair for vectors, made for these tests and used nowhere else: it is worth nothing.</summary>
internal static class ThrowAwayKey
{
    private const string Pem = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC3cgXAqOj9cCoF
        +PdsCszHnD2GaPnxB5OarkvSOzB0sXY2QNhv05JqC1NIFvPqPSjvJ9TiPjmXMBOt
        bU0MZSZZo+krEgDLv0fXCP8wm+4wk1d2A59qgaD74E35642RsD0ptIgFQEb4Nh4q
        ik9qXy5M8VNBWrdX4lZdKWni2VrgIy2B90SHo3pssq9RsiEanIQYbkqD2DEWpHdJ
        4mhIFPGYR0Dw1lfVB+T0f+8SBW6nuur3jhXJ0nJl3PUsPqTbEms58ssRBZ/kSQCJ
        268TE7NRi/ZFV3BZkizcNdMYKiMlMz7CpeUqEEyaHwUQhWBSiTfjqmRLXz0b6DYc
        noSRkO6tAgMBAAECggEAFau0nkPV8kqTzEzS/cJw2ovMgNpZ3G1mtHkun9E6Mi7c
        piAW8W7u9vQLjJKZkexTr5zm+ysapo+ZY31sArDYTPKeEuZ3jZo1JGP9sYJaKwbc
        6CYZaP2TRO4EiCeZe8J0Fz8qamRjfeL2wVPBefFwiMphaXEMA6fLSAoiZhgDMkMC
        Y5W4nIWKJhIf9JPtOg/hHLzGjcRd6BLLFQ0dBGbvQYF4EHmSgvQDGkeTRxUhTObP
        Tm0doQN0FHpF9VoZAP8KK8xwj/GOzj0IUbQ7ieqYVqpLvSSr6Z/jBQtoweT2R5Lz
        DXjilP3MG94DXN9jdmSodRNTxlcdarp6fmojY44ISQKBgQDaER4199Rw8zPosjXX
        DXUrMIK8DK36K2lBD7vcHe+4JnEgAPNKbKo39Cm7+pceNK5K0Cc9k9coSKPivmU/
        ae5Tcw5mxV9r6mvdLJCB7/ccK7yZrz1Nb0Xp7kkBWyme/loXw1x9PoV5A27JsY0r
        II6cOh2PoqgNF8XyzQBu+4ZA0wKBgQDXWycWSpAOcorPqPJGz64FXB6Aj0XeayzS
        ouX/6bvR7qvRYZTI4HIb5XbiQWloY3A29kBJjuT3c1Dudxse15RIF5699XloB34W
        PuujtVOrrF6GmWUphMpr5qLjruzNipobaPgPkh5EKF/44NRaTY1lC6HVMvhFLw62
        nfbGXoJifwKBgGX/Z8AagZWrS/ZllOVX+BwRfrTywVWohHzYHSiiIARkhrlPeHyx
        QxUU8Yhpd9G7FmML5a7ZveOrxmxCXh1BMSZ7RJsxaqaRaY50T8tXMKBOnNLNssDL
        cUowGJm3yEoD8qP2zwYN/mRSBLn2gG9RtSLB1B3hGPW2zvH4jWFb6LndAoGBAIQB
        j9gOJHd2prfbq4bUTqtiaCANspo/v93tlGZl84cfcZqK4hSv38JRyamuxtoB+gr2
        rzlnqdo0iWti/vDM3EvEjr2J9r1ZumQQdYiH4Z3drqN665OjniC94yMFWoozZ3td
        wJBq1LqatRltVz1zRDSoCK8S6zQdQDuYYGgADpQpAoGAaoyCChkt68qsR1yNFeKs
        m68sVjPHX+VltU+oTbQy9KtdAKa6IuTsMDt/k+0XUG0VsC1EwOtIXMeoLVe2CPHk
        sieppSU65u0haRlNxCAJX0bHSXfK9WGBldTdfDDbI+VsApqF2Gwcu2583JPIO3qa
        zrKiPZofkDcoAMAYuErKBFU=
        -----END PRIVATE KEY-----
        """;

    public static RSA Open()
    {
        var key = RSA.Create();
        key.ImportFromPem(Pem);
        return key;
    }
}
